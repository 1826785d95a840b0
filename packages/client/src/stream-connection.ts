/**
 * One joined stream: signaling socket, media sockets, and the order between them (P§6). Holds the flow,
 * no callbacks of the user's and no SDK names.
 */
import {
  MessageType,
  SessionState,
  StreamState,
  type Cancel,
  type Clock,
  type MediaDataMessage,
  type MediaParamsRequest,
  type MediaServerUrls,
  type Message,
} from '@rtms-mock/protocol';
import { RTMS_SDK_FAILURE, RTMS_SDK_OK, RTMS_SDK_TIMEOUT } from './constants.js';
import type { JoinTarget } from './join-target.js';
import { createMediaLink } from './links/media-link.js';
import { planMediaSockets } from './links/media-plan.js';
import { SignalingLink } from './links/signaling-link.js';
import type { LinkEnd } from './links/link-state.js';
import type { Link, LinkNeeds } from './links/link.js';
import { LogLevel } from './logger.js';
import { StopReason } from './stop-reason.js';

/** How long sockets stay open after TERMINATED for a session's STOPPED that comes after it (P§16.1), in ms. */
const FAREWELL_MS = 500;

/**
 * How long a polite end is kept to ourselves, in ms. The webhook `*.rtms_stopped` is sent at the same time
 * (P§4.7), and programs look for the stream when it comes, call `leave`, and have forgotten it once
 * `onLeave` was called: so the webhook goes first.
 */
const STOPPED_WEBHOOK_MS = 500;

/** What a connection needs of its surroundings. */
export interface ConnectionNeeds extends LinkNeeds {
  readonly clock: Clock;
}

/** What is wanted of the stream. Asked when it is needed: callbacks may be set after `join`. */
export interface StreamWishes {
  /** OR of media type flags. */
  mediaMask(): number;
  mediaParams(mask: number): MediaParamsRequest;
  /** Event types to subscribe to. */
  events(): readonly number[];
}

/** Told what becomes of the stream. */
export interface ConnectionHandlers {
  /** The outcome of joining, once: 0, a status of the server, or an `RTMS_SDK_*` number. */
  confirmed(status: number): void;
  signaled(message: Message, frame: string | Uint8Array): void;
  media(message: MediaDataMessage): void;
  /** The stream has ended, by nobody's `leave`. A `StopReason`, 0 where none is known. */
  ended(reason: number): void;
}

type ConnectionState =
  | { readonly name: 'new' }
  | { readonly name: 'signaling'; readonly link: SignalingLink; readonly cancelTimeout: Cancel }
  | {
      readonly name: 'opening-media';
      readonly link: SignalingLink;
      readonly urls: MediaServerUrls;
      readonly cancelTimeout: Cancel;
    }
  | { readonly name: 'streaming'; readonly link: SignalingLink; readonly urls: MediaServerUrls }
  | { readonly name: 'terminating'; readonly link: SignalingLink; readonly cancelFarewell: Cancel }
  /** Sockets are closed; the handlers are told in a moment. */
  | { readonly name: 'parting'; readonly cancel: Cancel }
  | { readonly name: 'ended' };

interface MediaSocket {
  readonly link: Link;
  readonly mask: number;
}

export class StreamConnection {
  readonly #needs: ConnectionNeeds;
  readonly #target: JoinTarget;
  readonly #wishes: StreamWishes;
  readonly #handlers: ConnectionHandlers;
  readonly #media = new Set<MediaSocket>();
  #state: ConnectionState = { name: 'new' };
  /** The last stop reason heard of. */
  #stopReason: number = StopReason.UNDEFINED;
  #sessionStopped = false;

  constructor(
    needs: ConnectionNeeds,
    target: JoinTarget,
    wishes: StreamWishes,
    handlers: ConnectionHandlers,
  ) {
    this.#needs = needs;
    this.#target = target;
    this.#wishes = wishes;
    this.#handlers = handlers;
  }

  /** Nothing more comes from the server; the handlers may still have to be told. */
  get isOver(): boolean {
    return this.#state.name === 'ended' || this.#state.name === 'parting';
  }

  start(): void {
    if (this.#state.name !== 'new') return;
    const cancelTimeout = this.#needs.clock.after(this.#target.timeoutMs, () => {
      this.#fail(RTMS_SDK_TIMEOUT, `no answer within ${this.#target.timeoutMs} ms`);
    });
    this.#connect(this.#target.urls, cancelTimeout);
  }

  /**
   * Closes everything without a word to the handlers. Returns what they would have been told: the reason of
   * an end that has just come, or 0; `undefined` when they have been told already, or there was nothing.
   */
  leave(): number | undefined {
    if (this.#state.name === 'ended') return undefined;
    this.#close();
    return this.#stopReason;
  }

  /** Subscribes now, if joined; otherwise the wishes are asked once the handshake is accepted. */
  subscribe(events: readonly number[], subscribe: boolean): void {
    this.#signaling()?.subscribe(events, subscribe);
  }

  /** Chooses one participant's video. False: not joined. */
  subscribeVideo(userId: number, subscribe: boolean): boolean {
    const link = this.#signaling();
    link?.subscribeVideo(userId, subscribe, this.#needs.clock.unixMs());
    return link !== undefined;
  }

  /** Opens sockets for media types that are wanted and not carried yet. */
  refreshMedia(): void {
    const state = this.#state;
    if (state.name !== 'streaming' && state.name !== 'opening-media') return;
    const wanted = this.#wishes.mediaMask() & ~this.#carriedMask();
    const { sockets, missing } = planMediaSockets(wanted, state.urls);
    if (missing !== 0) this.#log(LogLevel.WARN, `The server has no media URL for the types ${missing}`);
    for (const planned of sockets) this.#openMedia(planned.url, planned.mask);
  }

  /** The signaling link, once its handshake has been accepted. */
  #signaling(): SignalingLink | undefined {
    const state = this.#state;
    return state.name === 'opening-media' || state.name === 'streaming' ? state.link : undefined;
  }

  #carriedMask(): number {
    let mask = 0;
    for (const socket of this.#media) mask |= socket.mask;
    return mask;
  }

  /** Tries the URLs in order until one can be connected to. */
  #connect(urls: readonly string[], cancelTimeout: Cancel): void {
    const [url = '', ...others] = urls;
    const link = new SignalingLink(this.#needs, url, this.#target, {
      accepted: (mediaUrls) => this.#accepted(link, mediaUrls, cancelTimeout),
      received: (message, frame) => this.#received(message, frame),
      ended: (end) => {
        if (end.why !== 'unreachable' || others.length === 0) {
          this.#signalingEnded(end);
          return;
        }
        this.#log(LogLevel.WARN, `${end.problem}; trying the next URL`);
        this.#connect(others, cancelTimeout);
      },
    });
    this.#state = { name: 'signaling', link, cancelTimeout };
    link.start();
  }

  #accepted(link: SignalingLink, urls: MediaServerUrls, cancelTimeout: Cancel): void {
    this.#state = { name: 'opening-media', link, urls, cancelTimeout };
    link.subscribe(this.#wishes.events(), true);
    this.refreshMedia();
    if (this.#media.size === 0) link.ready();
    this.#confirmWhenOpen();
  }

  #openMedia(url: string, mask: number): void {
    const link = createMediaLink(
      this.#needs,
      this.#target,
      { url, mask, params: this.#wishes.mediaParams(mask) },
      {
        accepted: () => {
          this.#signaling()?.ready();
          this.#confirmWhenOpen();
        },
        media: (message) => this.#handlers.media(message),
        ended: (end) => this.#mediaEnded(socket, end),
      },
    );
    const socket: MediaSocket = { link, mask };
    this.#media.add(socket);
    link.start();
  }

  #confirmWhenOpen(): void {
    const state = this.#state;
    if (state.name !== 'opening-media') return;
    for (const socket of this.#media) if (!socket.link.isOpen) return;
    state.cancelTimeout();
    this.#state = { name: 'streaming', link: state.link, urls: state.urls };
    this.#handlers.confirmed(RTMS_SDK_OK);
  }

  #received(message: Message, frame: string | Uint8Array): void {
    this.#handlers.signaled(message, frame);
    if (message.msg_type === MessageType.SESSION_STATE_UPDATE && message.state === SessionState.STOPPED) {
      this.#sessionStopped = true;
      this.#stopReason = message.stop_reason ?? this.#stopReason;
      if (this.#state.name === 'terminating') this.#part();
    } else if (
      message.msg_type === MessageType.STREAM_STATE_UPDATE &&
      message.state === StreamState.TERMINATED
    ) {
      this.#stopReason = message.reason ?? this.#stopReason;
      this.#terminate();
    }
  }

  /** One order of the last two messages puts STOPPED before TERMINATED, the other after it (P§16.1). */
  #terminate(): void {
    const link = this.#signaling();
    if (!link || this.#sessionStopped) {
      this.#part();
      return;
    }
    const cancelFarewell = this.#needs.clock.after(FAREWELL_MS, () => this.#part());
    this.#state = { name: 'terminating', link, cancelFarewell };
  }

  #signalingEnded(end: LinkEnd): void {
    switch (this.#state.name) {
      case 'signaling':
      case 'opening-media':
        this.#fail(end.why === 'refused' ? end.status : RTMS_SDK_FAILURE, end.problem);
        return;
      case 'streaming':
        this.#log(LogLevel.WARN, end.problem);
        if (end.why === 'closed' && end.code === 1000) {
          this.#part();
          return;
        }
        if (this.#stopReason === StopReason.UNDEFINED) {
          this.#stopReason = StopReason.SIGNAL_CONNECTION_INTERRUPTED;
        }
        this.#close();
        this.#handlers.ended(this.#stopReason);
        return;
      case 'terminating':
        this.#part();
        return;
      case 'new':
      case 'parting':
      case 'ended':
    }
  }

  #mediaEnded(socket: MediaSocket, end: LinkEnd): void {
    this.#media.delete(socket);
    if (this.#state.name === 'opening-media') {
      this.#fail(end.why === 'refused' ? end.status : RTMS_SDK_FAILURE, end.problem);
    } else if (this.#state.name === 'streaming') {
      const level = end.why === 'closed' && end.code === 1000 ? LogLevel.DEBUG : LogLevel.WARN;
      this.#log(level, end.problem);
    }
  }

  #fail(status: number, problem: string): void {
    if (this.isOver) return;
    this.#log(LogLevel.ERROR, `Could not join: ${problem}`);
    this.#close();
    this.#handlers.confirmed(status);
  }

  /** A polite end. */
  #part(): void {
    if (this.isOver) return;
    this.#close();
    const cancel = this.#needs.clock.after(STOPPED_WEBHOOK_MS, () => {
      this.#state = { name: 'ended' };
      this.#handlers.ended(this.#stopReason);
    });
    this.#state = { name: 'parting', cancel };
  }

  #close(): void {
    const state = this.#state;
    this.#state = { name: 'ended' };
    if (state.name === 'signaling' || state.name === 'opening-media') state.cancelTimeout();
    if (state.name === 'terminating') state.cancelFarewell();
    if (state.name === 'parting') state.cancel();
    for (const { link } of this.#media) link.close();
    this.#media.clear();
    if ('link' in state) state.link.close();
  }

  #log(level: LogLevel, message: string): void {
    this.#needs.logger.log(level, 'client', message, { streamId: this.#target.streamId });
  }
}
