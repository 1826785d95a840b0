/**
 * One joined stream: signaling socket, media sockets, the order between them (PROTOCOL.md §8), and setting
 * them up again when they break (PROTOCOL.md §14.2). Holds the flow, no callbacks of the user's and no SDK
 * names.
 */
import {
  MessageType,
  SessionState,
  StreamState,
  type Cancel,
  type MediaServerUrls,
  type Message,
} from '@rtms-mock/protocol';
import type {
  BrokenPart,
  ConnectionHandlers,
  ConnectionNeeds,
  ConnectionOptions,
  StreamWishes,
} from './connection-needs.js';
import { RTMS_SDK_FAILURE, RTMS_SDK_OK, RTMS_SDK_TIMEOUT } from '../vocabulary/constants.js';
import type { JoinTarget } from '../vocabulary/join-target.js';
import type { LinkEnd } from './links/link-state.js';
import { planMediaSockets } from './media-plan.js';
import { MediaSockets } from './media-sockets.js';
import { SignalingConnector, type Effort } from './signaling-connector.js';
import type { SignalingLink } from './links/signaling-link.js';
import { LogLevel } from '../logger.js';
import { MediaTurns } from './media-turns.js';
import { StopReason } from '../vocabulary/stop-reason.js';

/**
 * How long sockets stay open after TERMINATED for a session's STOPPED that comes after it
 * (PROTOCOL.md §14.1), in ms.
 */
const FAREWELL_MS = 500;

/**
 * How long a polite end is kept to ourselves, in ms. The webhook `*.rtms_stopped` is sent at the same time
 * (PROTOCOL.md §6.7), and programs look for the stream when it comes, call `leave`, and have forgotten it
 * once `onLeave` was called: so the webhook goes first.
 */
const STOPPED_WEBHOOK_MS = 500;

type ConnectionState =
  | { readonly name: 'new' }
  /** Signaling is being set up. `cancelLimit`: the time limit of joining. */
  | { readonly name: 'joining'; readonly cancelLimit: Cancel }
  | { readonly name: 'opening-media'; readonly urls: MediaServerUrls; readonly cancelLimit: Cancel }
  /** Signaling is open; media sockets may be on their way back. */
  | { readonly name: 'streaming'; readonly urls: MediaServerUrls }
  /** Signaling is lost and being set up again. */
  | { readonly name: 'reconnecting' }
  | { readonly name: 'terminating'; readonly cancelFarewell: Cancel }
  /** Sockets are closed; the handlers are told in a moment. */
  | { readonly name: 'parting'; readonly cancel: Cancel }
  | { readonly name: 'ended' };

export class StreamConnection {
  readonly #needs: ConnectionNeeds;
  readonly #target: JoinTarget;
  readonly #wishes: StreamWishes;
  readonly #handlers: ConnectionHandlers;
  readonly #options: Required<ConnectionOptions>;
  readonly #connector: SignalingConnector;
  readonly #media: MediaSockets;
  readonly #turns: MediaTurns;
  #state: ConnectionState = { name: 'new' };
  /** What broke and is not whole again. */
  #outage: { readonly part: BrokenPart; readonly sinceMs: number; readonly failures: number } | undefined;
  /** The last stop reason heard of. */
  #stopReason: number = StopReason.UNDEFINED;
  #sessionStopped = false;
  /** The server has closed signaling with 1000 and no word of an end: an end only if it wants us no more. */
  #closedPolitely = false;
  /** Whose video was chosen, to be chosen again on a new connection. */
  #chosenVideo: number | undefined;
  /** An answer about video that nobody is waiting for: the choice was made again by ourselves. */
  #quietVideoAnswer = false;

  constructor(
    needs: ConnectionNeeds,
    target: JoinTarget,
    wishes: StreamWishes,
    handlers: ConnectionHandlers,
    options: ConnectionOptions = {},
  ) {
    this.#needs = needs;
    this.#target = target;
    this.#wishes = wishes;
    this.#handlers = handlers;
    this.#options = { reconnect: true, mediaLayout: 'unified', ...options };
    this.#turns = new MediaTurns(needs.clock, (message) => handlers.media(message));
    this.#connector = new SignalingConnector(needs, target, this.#options.reconnect, {
      accepted: (urls, effort) => this.#accepted(urls, effort),
      received: (message, frame) => this.#received(message, frame),
      lost: (end) => this.#signalingLost(end),
      retrying: (attempt, delayMs, problem) => this.#retrying('signaling', attempt, delayMs, problem),
      gaveUp: (end, why) => this.#withoutSignaling(end, why),
    });
    this.#media = new MediaSockets(
      needs,
      target,
      {
        mediaParams: (mask) => wishes.mediaParams(mask),
        reconnect: () => this.#options.reconnect && !this.#isEnding,
      },
      {
        accepted: () => this.#mediaAccepted(),
        media: (message) => this.#turns.push(message),
        failed: (end) => this.#mediaFailed(end),
        lost: (end) => this.#mediaLost(end),
        retrying: (attempt, delayMs, problem) => this.#retrying('media', attempt, delayMs, problem),
        gaveUp: (why) => this.#giveUp(StopReason.DATA_CONNECTION_INTERRUPTED, why),
      },
    );
  }

  /** Nothing more comes from the server; the handlers may still have to be told. */
  get isOver(): boolean {
    return this.#state.name === 'ended' || this.#state.name === 'parting';
  }

  /** Signaling is gone and being set up again. */
  get isInterrupted(): boolean {
    return this.#state.name === 'reconnecting';
  }

  /** The server has said that it is over: nothing is set up again (PROTOCOL.md §14.1). */
  get #isEnding(): boolean {
    return this.#sessionStopped || this.#state.name === 'terminating' || this.isOver;
  }

  start(): void {
    if (this.#state.name !== 'new') return;
    const cancelLimit = this.#needs.clock.after(this.#target.timeoutMs, () => {
      this.#fail(RTMS_SDK_TIMEOUT, `no answer within ${this.#target.timeoutMs} ms`);
    });
    this.#state = { name: 'joining', cancelLimit };
    this.#connector.join();
  }

  /**
   * Closes everything without a word to the handlers. Returns what they would have been told: the reason of
   * an end that has just come, or 0; `undefined` when they have been told already, or there was nothing.
   */
  leave(): number | undefined {
    if (this.#state.name === 'ended') return undefined;
    this.#close();
    this.#turns.clear();
    return this.#stopReason;
  }

  /** Subscribes now, if joined; otherwise the wishes are asked once the handshake is accepted. */
  subscribe(events: readonly number[], subscribe: boolean): void {
    this.#signaling()?.subscribe(events, subscribe);
  }

  /** Chooses one participant's video. False: not joined. */
  subscribeVideo(userId: number, subscribe: boolean): boolean {
    const link = this.#signaling();
    if (!link) return false;
    this.#quietVideoAnswer = false;
    if (subscribe) this.#chosenVideo = userId;
    else if (this.#chosenVideo === userId) this.#chosenVideo = undefined;
    link.subscribeVideo(userId, subscribe, this.#needs.clock.unixMs());
    return true;
  }

  /** Opens sockets for media types that are wanted and not carried yet. */
  refreshMedia(): void {
    const state = this.#state;
    if (state.name !== 'streaming' && state.name !== 'opening-media') return;
    const wanted = this.#wishes.mediaMask() & ~this.#media.mask;
    const { sockets, missing } = planMediaSockets(wanted, state.urls, this.#options.mediaLayout);
    if (missing !== 0) this.#log(LogLevel.WARN, `The server has no media URL for the types ${missing}`);
    for (const planned of sockets) this.#media.open(planned);
  }

  /** The signaling link, once its handshake has been accepted, until the server says goodbye. */
  #signaling(): SignalingLink | undefined {
    const { name } = this.#state;
    return name === 'opening-media' || name === 'streaming' ? this.#connector.link : undefined;
  }

  #accepted(urls: MediaServerUrls, { failures }: Effort): void {
    const state = this.#state;
    const joining = state.name === 'joining';
    this.#state = joining
      ? { name: 'opening-media', urls, cancelLimit: state.cancelLimit }
      : { name: 'streaming', urls };
    this.#closedPolitely = false;
    if (this.#outage) this.#outage = { ...this.#outage, failures };
    const link = this.#signaling();
    link?.subscribe(this.#wishes.events(), true);
    this.refreshMedia();
    if (this.#media.mask === 0) link?.ready();
    if (!joining && this.#chosenVideo !== undefined) {
      this.#quietVideoAnswer = true;
      link?.subscribeVideo(this.#chosenVideo, true, this.#needs.clock.unixMs());
    }
    this.#whenAllOpen();
  }

  #mediaAccepted(): void {
    this.#signaling()?.ready();
    this.#whenAllOpen();
  }

  #whenAllOpen(): void {
    const state = this.#state;
    if (!this.#media.allOpen) return;
    if (state.name === 'opening-media') {
      state.cancelLimit();
      this.#state = { name: 'streaming', urls: state.urls };
      this.#handlers.confirmed(RTMS_SDK_OK);
    } else if (state.name === 'streaming' && this.#outage) {
      const { part, sinceMs } = this.#outage;
      this.#outage = undefined;
      this.#handlers.reconnected(part, this.#needs.clock.now() - sinceMs);
    }
  }

  #received(message: Message, frame: string | Uint8Array): void {
    if (message.msg_type === MessageType.VIDEO_SUBSCRIPTION_RESP && this.#quietVideoAnswer) {
      this.#quietVideoAnswer = false;
      return;
    }
    this.#handlers.signaled(message, frame);
    switch (message.msg_type) {
      case MessageType.SESSION_STATE_UPDATE:
        if (message.state !== SessionState.STOPPED) return;
        this.#sessionStopped = true;
        this.#stopReason = message.stop_reason ?? this.#stopReason;
        if (this.#state.name === 'terminating') this.#part();
        return;
      case MessageType.STREAM_STATE_UPDATE:
        if (message.state !== StreamState.TERMINATED) return;
        this.#stopReason = message.reason ?? this.#stopReason;
        this.#terminate();
        return;
      default:
    }
  }

  /**
   * One order of the last two messages puts STOPPED before TERMINATED, the other after it
   * (PROTOCOL.md §14.1).
   */
  #terminate(): void {
    if (!this.#signaling() || this.#sessionStopped) {
      this.#part();
      return;
    }
    const cancelFarewell = this.#needs.clock.after(FAREWELL_MS, () => this.#part());
    this.#state = { name: 'terminating', cancelFarewell };
  }

  #signalingLost(end: LinkEnd): void {
    const { name } = this.#state;
    if (name === 'opening-media') {
      this.#fail(RTMS_SDK_FAILURE, end.problem);
      return;
    }
    if (name === 'streaming') this.#log(LogLevel.WARN, end.problem);
    const polite = end.why === 'closed' && end.code === 1000;
    if (this.#isEnding || (polite && !this.#options.reconnect)) {
      this.#part();
      return;
    }
    if (polite) this.#closedPolitely = true;
    // Media counts as lost with it, and is closed here too (PROTOCOL.md §14.2).
    this.#media.close();
    this.#state = { name: 'reconnecting' };
    const before = this.#outage?.part === 'signaling' ? this.#outage : undefined;
    const sinceMs = before?.sinceMs ?? this.#needs.clock.now();
    const failures = before ? before.failures + 1 : 0;
    this.#outage = { part: 'signaling', sinceMs, failures };
    if (!before) this.#handlers.interrupted('signaling', end.problem);
    // The app may have left when it heard of the loss.
    if (this.isInterrupted) this.#connector.again({ what: 'signaling', sinceMs, failures }, end);
  }

  #withoutSignaling(end: LinkEnd, why: string): void {
    if (this.#state.name === 'joining') {
      this.#fail(end.why === 'refused' ? end.status : RTMS_SDK_FAILURE, end.problem);
    } else if (this.#closedPolitely && end.why !== 'unreachable') {
      this.#log(LogLevel.INFO, `The stream is over: ${why}`);
      this.#part();
    } else {
      this.#giveUp(StopReason.SIGNAL_CONNECTION_INTERRUPTED, why);
    }
  }

  #retrying(part: BrokenPart, attempt: number, delayMs: number, problem: string): void {
    this.#log(LogLevel.WARN, `${problem}; connecting ${part} again in ${delayMs} ms`);
    if (this.#outage) this.#handlers.reconnecting(part, attempt, delayMs);
  }

  /** A socket for types that had none before: joining fails with it, later it is only worth a line. */
  #mediaFailed(end: LinkEnd): void {
    if (this.#state.name === 'opening-media') {
      this.#fail(end.why === 'refused' ? end.status : RTMS_SDK_FAILURE, end.problem);
    } else {
      this.#log(LogLevel.WARN, end.problem);
    }
  }

  #mediaLost(end: LinkEnd): void {
    if (this.#state.name === 'opening-media') {
      this.#fail(RTMS_SDK_FAILURE, end.problem);
      return;
    }
    if (this.#isEnding) return;
    this.#log(LogLevel.WARN, end.problem);
    if (this.#outage) return;
    if (this.#options.reconnect) {
      this.#outage = { part: 'media', sinceMs: this.#needs.clock.now(), failures: 0 };
    }
    this.#handlers.interrupted('media', end.problem);
  }

  #fail(status: number, problem: string): void {
    if (this.isOver) return;
    this.#log(LogLevel.ERROR, `Could not join: ${problem}`);
    this.#close();
    this.#handlers.confirmed(status);
  }

  /** An end that nobody announced. */
  #giveUp(reason: number, why: string): void {
    if (this.isOver) return;
    this.#log(LogLevel.ERROR, `The stream is lost: ${why}`);
    if (this.#stopReason === StopReason.UNDEFINED) this.#stopReason = reason;
    this.#close();
    this.#tellEnd();
  }

  /** A polite end. */
  #part(): void {
    if (this.isOver) return;
    this.#close();
    const cancel = this.#needs.clock.after(STOPPED_WEBHOOK_MS, () => {
      this.#state = { name: 'ended' };
      this.#tellEnd();
    });
    this.#state = { name: 'parting', cancel };
  }

  #tellEnd(): void {
    this.#turns.flush();
    this.#handlers.ended(this.#stopReason);
  }

  #close(): void {
    const state = this.#state;
    this.#state = { name: 'ended' };
    this.#outage = undefined;
    if ('cancelLimit' in state) state.cancelLimit();
    if (state.name === 'terminating') state.cancelFarewell();
    if (state.name === 'parting') state.cancel();
    this.#media.close();
    this.#connector.close();
  }

  #log(level: LogLevel, message: string): void {
    this.#needs.logger.log(level, 'client', message, { streamId: this.#target.streamId });
  }
}
