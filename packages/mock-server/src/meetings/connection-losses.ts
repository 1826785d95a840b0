import {
  EventType,
  StopReason,
  StreamState,
  stopReasonText,
  type Cancel,
  type Clock,
  type NumericGeneration,
} from '@rtms-mock/protocol';
import { withRealTimeFloor } from '../clock.js';
import type { Logger } from '../log.js';
import type { ServerSettings } from '../settings/settings.js';
import { isLoss, type MediaEnding, type MediaLoss } from './media-loss.js';
import type { MediaSockets } from './media-sockets.js';
import type { Notices } from './notices.js';
import { timeLimits, windowReason, type LossCause } from './reconnection.js';
import type { SignalingSockets } from './signaling-sockets.js';
import type { MediaSocket, SignalingSocket } from './stream-sockets.js';
import { resumptionOf } from './stream-state.js';
import type { StreamStateMachine } from './stream-state-machine.js';
import type { StreamWebhooks } from './stream-webhooks.js';

/** The parts of the server that {@link ConnectionLosses} uses. */
export interface LossContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: Pick<ServerSettings, 'keepMediaOnSignalingLoss'>;
}

/** Parts of a stream that change when one of its sockets is lost. */
export interface LossParts {
  readonly streamId: string;
  readonly generation: NumericGeneration;
  readonly state: StreamStateMachine;
  readonly signaling: SignalingSockets;
  readonly media: MediaSockets;
  readonly notices: Notices;
  readonly webhooks: StreamWebhooks;
  /** Returns true for a connection whose loss is part of a recording that is replayed, with the webhook about it. */
  readonly isRecorded: (connectionId: string) => boolean;
  /** Ends the stream. */
  readonly terminate: (reason: StopReason) => void;
}

/**
 * Handles lost sockets of one stream: the stream is interrupted, the app is notified, and the stream ends if the app does
 * not reconnect in time (PROTOCOL.md §14.2).
 */
export class ConnectionLosses {
  readonly #context: LossContext;
  readonly #parts: LossParts;

  constructor(context: LossContext, parts: LossParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** Handles the close of a signaling socket. Ignores sockets that the stream has closed or replaced itself. */
  signalingClosed(connection: SignalingSocket, cause: LossCause): void {
    const { clock, settings } = this.#context;
    const { generation, media, signaling, state, webhooks } = this.#parts;
    if (!signaling.remove(connection) || !signaling.isEmpty) return;
    if (state.current.name === 'terminated') return;
    state.transition({
      name: 'interrupted',
      lost: 'signaling',
      resumeTo: resumptionOf(state.current),
      window: this.#terminateAfter(timeLimits(generation).signalingWindowMs, {
        lost: 'signaling',
        cause,
        socket: connection.channel.id,
      }),
    });
    if (!this.#parts.isRecorded(connection.channel.id)) {
      webhooks.watch(webhooks.interrupted(clock.unixMs()));
    }
    if (settings.keepMediaOnSignalingLoss) return;
    // According to the documents media is interrupted too, so the app has to set it up again (PROTOCOL.md §14.2).
    media.orphan();
  }

  /**
   * Handles the loss of the server that played the stream before this one: the app is notified by webhook, and has the time
   * to reconnect of a lost signaling socket. Resolves when the webhook is answered.
   */
  async serverLost(resumeTo: 'active' | 'paused'): Promise<void> {
    const { clock } = this.#context;
    const { generation, state, webhooks } = this.#parts;
    const loss = { lost: 'signaling', cause: 'closed', socket: 'of a lost server' } as const;
    const window = this.#terminateAfter(timeLimits(generation).signalingWindowMs, loss);
    state.transition({ name: 'interrupted', lost: 'signaling', resumeTo, window });
    await webhooks.interrupted(clock.unixMs());
  }

  /** Handles the close of a media socket. Ignores sockets that the stream has closed or replaced itself. */
  mediaClosed(connection: MediaSocket, ending: MediaEnding): void {
    const { media, notices, state } = this.#parts;
    if (!media.remove(connection) || !isLoss(ending, !media.isEmpty)) return;
    if (ending.audioDueMs !== undefined) media.audioBacklog.keepFrom(ending.audioDueMs);
    const { current } = state;
    if (current.name === 'active' || current.name === 'paused') {
      this.#loseMedia(connection, ending.cause, []);
      notices.streamState(StreamState.INTERRUPTED, StopReason.STOP_BC_DATA_CONNECTION_INTERRUPTED);
    } else if (current.name === 'interrupted' && current.lost === 'media') {
      this.#loseMedia(connection, ending.cause, current.losses);
    }
  }

  #loseMedia(
    { channel, mask, mediaTypes }: MediaSocket,
    cause: LossCause,
    earlier: readonly MediaLoss[],
  ): void {
    const { clock } = this.#context;
    const { generation, notices, state } = this.#parts;
    const window = this.#terminateAfter(timeLimits(generation).mediaWindowMs, {
      lost: 'media',
      cause,
      socket: channel.id,
    });
    state.transition({
      name: 'interrupted',
      lost: 'media',
      resumeTo: resumptionOf(state.current),
      losses: [...earlier, { mediaTypes, window }],
    });
    notices.event({
      event_type: EventType.MEDIA_CONNECTION_INTERRUPTED,
      timestamp: clock.unixMs(),
      media_type: mask,
    });
  }

  /** Starts the timer that ends the stream if the app does not reconnect. Returns a function that cancels it. */
  #terminateAfter(windowMs: number, { lost, cause, socket }: Loss): Cancel {
    const { clock, logger } = this.#context;
    const { generation, streamId, terminate } = this.#parts;
    const durationMs = withRealTimeFloor(clock, windowMs);
    const reason = windowReason(generation, lost, cause);
    const seconds = Math.round(durationMs / (clock.speed ?? 1) / 1000);
    logger.log(
      'info',
      `Stream ${streamId} has lost ${lost} ${socket}: the app has ${seconds} s to open it again, or the stream ends with reason ${stopReasonText(reason)}.`,
      { streamId, connectionId: socket },
    );
    return clock.after(durationMs, () => terminate(reason));
  }
}

/** A lost socket. */
interface Loss {
  readonly lost: 'signaling' | 'media';
  readonly cause: LossCause;
  /** Id of the connection, such as `s1`. */
  readonly socket: string;
}
