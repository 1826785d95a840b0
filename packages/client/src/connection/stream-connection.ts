/**
 * One joined stream: a signaling socket, its media sockets, and the order between them.
 *
 * 1. Signaling connects and its handshake is accepted (`#signalingAccepted`).
 * 2. The media sockets open. After the last accepted media handshake a ready-ack follows on signaling
 *    (`#mediaAccepted`, PROTOCOL.md §8.2).
 * 3. With all sockets open the stream is joined (`#checkAllOpen`).
 * 4. A lost socket is opened again (`#signalingLost`, `#mediaLost`, PROTOCOL.md §14.2).
 * 5. The stream ends: by the server (`#beginEnd`), given up (`#giveUp`), or by `leave`.
 */
import type { MediaServerUrls, Message } from '@rtms-mock/protocol';
import { stackOf } from '../errors.js';
import { LogLevel } from '../logger.js';
import { RTMS_SDK_FAILURE, RTMS_SDK_OK, RTMS_SDK_TIMEOUT } from '../vocabulary/constants.js';
import type { JoinTarget } from '../vocabulary/join-target.js';
import { StopReason } from '../vocabulary/stop-reason.js';
import type {
  ConnectionHandlers,
  ConnectionNeeds,
  ConnectionOptions,
  LostPart,
  RequestedContent,
} from './connection-needs.js';
import type { ConnectionState } from './connection-state.js';
import { guardedNeeds } from './guarded-needs.js';
import { joinStatus, reportedLoss } from './connection-reports.js';
import type { LinkEnd } from './links/link-state.js';
import type { SignalingLink } from './links/signaling-link.js';
import { planMediaSockets } from './media-plan.js';
import { MediaSockets } from './media-sockets.js';
import { MediaTurns } from './media-turns.js';
import { announcedEnd, OrderlyEnd, UNANNOUNCED_END, type EndKind } from './orderly-end.js';
import { Outages } from './outages.js';
import { isNormalClose } from './reconnect.js';
import { SignalingConnector, type AttemptSeries } from './signaling-connector.js';
import { StopMessages } from './stop-messages.js';
import { VideoSelection } from './video-selection.js';

/** The connection of one stream, from joining to its end. */
export class StreamConnection {
  readonly #needs: ConnectionNeeds;
  readonly #target: JoinTarget;
  readonly #content: RequestedContent;
  readonly #handlers: ConnectionHandlers;
  readonly #options: Required<Omit<ConnectionOptions, 'bindUdp'>>;
  readonly #connector: SignalingConnector;
  readonly #media: MediaSockets;
  readonly #turns: MediaTurns;
  readonly #outages: Outages;
  readonly #stop = new StopMessages();
  readonly #video = new VideoSelection();
  #state: ConnectionState = { name: 'new' };
  /** Stop reason of a stream that was given up without one from the server. */
  #lossReason: number = StopReason.UNDEFINED;
  /** Requested types without a media URL, which were logged. */
  #missing = 0;

  constructor(
    unguardedNeeds: ConnectionNeeds,
    target: JoinTarget,
    content: RequestedContent,
    handlers: ConnectionHandlers,
    options: ConnectionOptions = {},
  ) {
    const needs = guardedNeeds(unguardedNeeds, (error) => this.#failed(error));
    this.#needs = needs;
    this.#target = target;
    this.#content = content;
    this.#handlers = handlers;
    this.#options = { reconnect: true, mediaLayout: 'split', encryption: false, ...options };
    this.#outages = new Outages(needs.clock);
    this.#turns = new MediaTurns(needs.clock, (message) => handlers.media(message));
    this.#connector = new SignalingConnector(needs, target, this.#options.reconnect, {
      accepted: (urls, series) => this.#signalingAccepted(urls, series),
      received: (message, frame) => this.#received(message, frame),
      lost: (end) => this.#signalingLost(end),
      retrying: (attempt, delayMs, problem) => this.#retrying('signaling', attempt, delayMs, problem),
      gaveUp: (end, reason) => this.#signalingGaveUp(end, reason),
    });
    this.#media = new MediaSockets(
      needs,
      target,
      {
        mediaParams: (mask) => content.mediaParams(mask),
        bindUdp: options.bindUdp,
        encryption: () => (this.#options.encryption ? { keys: this.#connector.link?.keys } : undefined),
        reconnect: () => this.#options.reconnect && !this.#endIsAnnounced,
      },
      {
        accepted: () => this.#mediaAccepted(),
        media: (message) => {
          if (this.#state.name === 'ending') this.#state.end.mediaReceived();
          this.#turns.push(message);
        },
        rejected: (failure) => handlers.rejected(failure),
        failed: (end) => this.#mediaFailed(end),
        lost: (end, repair) => this.#mediaLost(end, repair),
        retrying: (attempt, delayMs, problem) => this.#retrying('media', attempt, delayMs, problem),
        gaveUp: (reason) => this.#giveUp(StopReason.DATA_CONNECTION_INTERRUPTED, reason),
      },
    );
  }

  /** True after joining has failed, the handlers were notified about the end, or the app has left. */
  get isOver(): boolean {
    return this.#state.name === 'ended';
  }

  /** True after the server has ended the stream, until the handlers are notified. */
  get isEnding(): boolean {
    return this.#state.name === 'ending';
  }

  /** True while signaling is lost and reconnecting. */
  get isInterrupted(): boolean {
    return this.#state.name === 'reconnecting';
  }

  /** True after the server has announced the end: nothing is reconnected any more (PROTOCOL.md §14.1). */
  get #endIsAnnounced(): boolean {
    return this.#stop.sessionStopped || this.isEnding || this.isOver;
  }

  /** Starts joining. Only the first call has an effect. */
  start(): void {
    if (this.#state.name !== 'new') return;
    const cancelLimit = this.#needs.clock.after(this.#target.timeoutMs, () => {
      this.#fail(RTMS_SDK_TIMEOUT, `no answer within ${this.#target.timeoutMs} ms`);
    });
    this.#state = { name: 'joining', cancelLimit };
    this.#connector.join();
  }

  /**
   * Closes all sockets; `ended` follows a moment later. If the server has ended the stream, what it has sent before
   * is still delivered, and `ended` follows then. Does nothing if the stream is over.
   */
  leave(): void {
    const state = this.#state;
    if (state.name === 'ending') state.end.leave();
    if (state.name === 'ending' || state.name === 'ended') return;
    const reason = this.#stop.reason;
    this.drop();
    queueMicrotask(() => this.#handlers.ended(reason));
  }

  /** Closes all sockets without notifying the handlers. */
  drop(): void {
    this.#close();
    this.#turns.clear();
  }

  /** If the server has ended the stream, delivers now what was received and notifies the handlers. */
  finish(): void {
    if (!this.isEnding) return;
    this.#close();
    this.#notifyEnd();
  }

  /** Opens again what is lost, without waiting for the delay of the next attempt. Does nothing if nothing is lost. */
  repair(): void {
    if (this.isInterrupted) this.#connector.retryNow();
    if (this.#state.name !== 'streaming') return;
    this.#media.repair();
    const before = this.#media.mask;
    this.refreshMedia();
    if (this.#media.mask !== before) this.#outages.mediaLost();
  }

  /**
   * Subscribes to event types, or unsubscribes, if joined. Otherwise the requested ones are subscribed to as soon
   * as the handshake is accepted.
   */
  subscribe(events: readonly number[], subscribe: boolean): void {
    this.#signaling()?.subscribe(events, subscribe);
  }

  /** Selects the video of one participant. Returns false if not joined. */
  subscribeVideo(userId: number, subscribe: boolean): boolean {
    const link = this.#signaling();
    if (!link) return false;
    this.#video.select(link, userId, subscribe, this.#needs.clock.unixMs());
    return true;
  }

  /** Opens sockets for the requested media types that have none. */
  refreshMedia(): void {
    const state = this.#state;
    if (state.name !== 'streaming' && state.name !== 'opening-media') return;
    const added = this.#content.mediaMask() & ~this.#media.mask;
    const { sockets, missing } = planMediaSockets(added, state.urls, this.#options.mediaLayout);
    if ((missing & ~this.#missing) !== 0) {
      this.#log(LogLevel.WARN, `The server has no media URL for the types ${missing}`);
    }
    this.#missing = missing;
    for (const planned of sockets) this.#media.open(planned);
  }

  /** The signaling link while its handshake is accepted and the server has not announced the end. */
  #signaling(): SignalingLink | undefined {
    const { name } = this.#state;
    return name === 'opening-media' || name === 'streaming' ? this.#connector.link : undefined;
  }

  #signalingAccepted(urls: MediaServerUrls, { failures }: AttemptSeries): void {
    const state = this.#state;
    const joining = state.name === 'joining';
    this.#state = joining
      ? { name: 'opening-media', urls, cancelLimit: state.cancelLimit }
      : { name: 'streaming', urls };
    this.#outages.signalingOpen(failures);
    const link = this.#signaling();
    link?.subscribe(this.#content.events(), true);
    this.refreshMedia();
    if (this.#media.mask === 0) link?.ready();
    if (link && !joining) this.#video.restore(link, this.#needs.clock.unixMs());
    this.#checkAllOpen();
  }

  /** One ready-ack for all sockets of a join, as the SDK sends it; afterwards one for each socket. */
  #mediaAccepted(): void {
    if (this.#state.name !== 'opening-media' || this.#media.allOpen) this.#signaling()?.ready();
    this.#checkAllOpen();
  }

  #checkAllOpen(): void {
    const state = this.#state;
    if (!this.#media.allOpen) return;
    if (state.name === 'opening-media') {
      state.cancelLimit();
      this.#state = { name: 'streaming', urls: state.urls };
      this.#handlers.confirmed(RTMS_SDK_OK);
    } else if (state.name === 'streaming') {
      const ended = this.#outages.end();
      if (ended) this.#handlers.reconnected(ended.part, ended.afterMs);
    }
  }

  #received(message: Message, frame: string | Uint8Array): void {
    if (this.#video.ignores(message)) return;
    this.#media.reportLoss(reportedLoss(message));
    this.#handlers.signaled(message, frame);
    const ended = this.#stop.read(message);
    const state = this.#state;
    if (ended === 'stream') this.#beginEnd(announcedEnd(this.#stop.sessionStopped));
    else if (ended === 'session' && state.name === 'ending') state.end.signalingRead();
  }

  #signalingLost(end: LinkEnd): void {
    const state = this.#state;
    if (state.name === 'opening-media') {
      this.#fail(joinStatus(end), end.problem);
    } else if (state.name === 'ending') {
      state.end.signalingRead();
    } else if (isNormalClose(end)) {
      this.#log(LogLevel.INFO, `The server has closed the stream: ${end.problem}`);
      this.#stop.closed();
      this.#beginEnd(UNANNOUNCED_END);
    } else {
      this.#log(LogLevel.WARN, end.problem);
      if (this.#stop.sessionStopped) this.#beginEnd(announcedEnd(true));
      else this.#reconnectSignaling(end);
    }
  }

  #reconnectSignaling(end: LinkEnd): void {
    // Without signaling media counts as lost too (PROTOCOL.md §14.2).
    this.#media.close();
    this.#state = { name: 'reconnecting' };
    const { series, isNew } = this.#outages.signalingLost();
    if (isNew) this.#handlers.interrupted('signaling', end.problem);
    // The app may have called `leave` when it was notified.
    if (!this.isInterrupted) return;
    this.#connector.reconnect(series, end);
  }

  #signalingGaveUp(end: LinkEnd, reason: string): void {
    if (this.#state.name === 'joining') {
      this.#fail(joinStatus(end), end.problem);
    } else {
      if (isNormalClose(end)) this.#stop.closed();
      this.#giveUp(StopReason.SIGNAL_CONNECTION_INTERRUPTED, reason);
    }
  }

  #retrying(part: LostPart, attempt: number, delayMs: number, problem: string): void {
    this.#log(LogLevel.WARN, `${problem}; connecting ${part} again in ${delayMs} ms`);
    if (this.#outages.isAny) this.#handlers.reconnecting(part, attempt, delayMs);
  }

  /** A socket for new media types failed: joining fails with it; after joining it is only logged. */
  #mediaFailed(end: LinkEnd): void {
    if (this.#state.name === 'opening-media') this.#fail(joinStatus(end), end.problem);
    else this.#log(LogLevel.WARN, end.problem);
    if (this.#media.allOpen) this.#outages.mediaGivenUp();
  }

  #mediaLost(end: LinkEnd, repair: boolean): void {
    const state = this.#state;
    if (state.name === 'opening-media') {
      this.#fail(joinStatus(end), end.problem);
      return;
    }
    if (state.name === 'ending' && this.#media.mask === 0) state.end.mediaRead();
    if (this.#endIsAnnounced) return;
    this.#log(LogLevel.WARN, end.problem);
    if (!this.#outages.isAny) {
      if (this.#options.reconnect) this.#outages.mediaLost();
      this.#handlers.interrupted('media', end.problem);
    }
    if (repair) this.repair();
  }

  /** Joining has failed. */
  #fail(status: number, problem: string): void {
    if (this.isOver) return;
    this.#log(LogLevel.ERROR, `Could not join: ${problem}`);
    this.#close();
    this.#handlers.confirmed(status);
  }

  /** The stream is lost and the server has not announced its end. */
  #giveUp(stopReason: number, reason: string): void {
    if (this.isOver || this.isEnding) return;
    this.#log(LogLevel.ERROR, `The stream is lost: ${reason}`);
    this.#lossReason = stopReason;
    this.#close();
    this.#notifyEnd();
  }

  /** A handler has thrown: the stream ends, and the process continues. */
  #failed(error: unknown): void {
    this.#log(LogLevel.ERROR, `Internal error; closing the stream: ${stackOf(error)}`);
    const { name } = this.#state;
    try {
      if (name === 'joining' || name === 'opening-media') this.#fail(RTMS_SDK_FAILURE, 'internal error');
      else if (name === 'ending') this.finish();
      else this.#giveUp(StopReason.SIGNAL_CONNECTION_INTERRUPTED, 'internal error');
    } catch (again) {
      this.#log(LogLevel.ERROR, `Internal error while closing the stream: ${stackOf(again)}`);
    }
  }

  /** The server has ended the stream: reads and delivers what it has sent before, then notifies the handlers. */
  #beginEnd(kind: EndKind): void {
    const state = this.#state;
    if (state.name === 'ended' || state.name === 'ending') return;
    if ('cancelLimit' in state) state.cancelLimit();
    this.#outages.clear();
    const end = new OrderlyEnd(this.#needs.clock, kind, {
      read: () => this.#closeSockets(),
      delivered: (done) => this.#turns.whenEmpty(done),
      ended: () => {
        this.#state = { name: 'ended' };
        this.#notifyEnd();
      },
    });
    this.#state = { name: 'ending', end };
    this.#media.closeUnlessOpen();
    if (this.#media.mask === 0) end.mediaRead();
  }

  /** The server's reason takes precedence over our own. */
  get #stopReason(): number {
    return this.#stop.reason === StopReason.UNDEFINED ? this.#lossReason : this.#stop.reason;
  }

  #notifyEnd(): void {
    this.#turns.flush();
    this.#handlers.ended(this.#stopReason);
  }

  #close(): void {
    const state = this.#state;
    this.#state = { name: 'ended' };
    this.#outages.clear();
    if ('cancelLimit' in state) state.cancelLimit();
    if (state.name === 'ending') state.end.cancel();
    this.#closeSockets();
  }

  #closeSockets(): void {
    this.#media.close();
    this.#connector.close();
  }

  #log(level: LogLevel, message: string): void {
    this.#needs.logger.log(level, 'client', message, { streamId: this.#target.streamId });
  }
}
