/** The media sockets of one stream: opens them, and opens lost ones again (PROTOCOL.md §14.2). */
import { MediaType, type Cancel, type MediaParamsRequest, type SrtpKeys } from '@rtms-mock/protocol';
import type { BindDatagramSocket } from '../network/udp-socket.js';
import type { JoinTarget } from '../vocabulary/join-target.js';
import type { RejectedMedia } from './links/udp/rejected-media.js';
import type { LinkEnd } from './links/link-state.js';
import type { MediaMessage } from './links/media-message.js';
import type { Link, LinkNeeds } from './links/link.js';
import { createMediaLink } from './links/media-link.js';
import type { PlannedSocket } from './media-plan.js';
import { ATTEMPT_TIMEOUT_MS, nextStep, ReconnectionHistory, SILENCE_MS } from './reconnect.js';

/** Media types that UDP carries. */
const RTP_TYPES = MediaType.AUDIO | MediaType.VIDEO | MediaType.DESKSHARE;

/** Time in ms in which a socket that the server has reported as lost must receive media, to be kept by `repair`. */
const PROOF_MS = 1000;

/** Notified about the sockets. */
export interface MediaSocketsHandlers {
  /** The handshake of a socket was accepted; a ready-ack is due. */
  accepted(): void;
  media(message: MediaMessage): void;
  /** A media message was dropped, because it could not be decrypted. */
  rejected(failure: RejectedMedia): void;
  /** A socket for types that were never open has ended. It is not opened again. */
  failed(end: LinkEnd): void;
  /** A socket that was open is lost. `repair`: the app has already asked for its repair. */
  lost(end: LinkEnd, repair: boolean): void;
  /** The next attempt to open a socket follows after `delayMs`. Attempts count from 1. */
  retrying(attempt: number, delayMs: number, problem: string): void;
  /** A socket is not opened again. */
  gaveUp(reason: string): void;
}

/** Options of the sockets. Functions, because the values may change. */
export interface MediaSocketsOptions {
  /** `media_params` for the types in `mask`. */
  mediaParams(mask: number): MediaParamsRequest;
  /** Encryption to request, with the keys of the server; `undefined` if none is wanted. */
  encryption(): { readonly keys: SrtpKeys | undefined } | undefined;
  /** Binds UDP ports for media; `undefined` if it comes over WebSockets. */
  readonly bindUdp: BindDatagramSocket | undefined;
  /** True if lost sockets are opened again. */
  reconnect(): boolean;
}

type SocketState =
  | { readonly name: 'opening'; readonly link: Link; readonly cancelTimeout: Cancel }
  /** `reportedLost`: the server has reported its loss with event 7. */
  | { readonly name: 'open'; readonly link: Link; readonly reportedLost: boolean }
  /** The server has reported its loss, and the app has asked for a repair: it is lost unless it receives media. */
  | { readonly name: 'proving'; readonly link: Link; readonly cancel: Cancel }
  | { readonly name: 'waiting'; readonly cancel: Cancel };

interface MediaSocket extends PlannedSocket {
  state: SocketState;
  /** Time of the loss, by the clock, and the number of failed attempts since. */
  outage: { readonly sinceMs: number; readonly failures: number } | undefined;
  /** Number of media messages. */
  received: number;
  readonly history: ReconnectionHistory;
}

/** The media sockets of one stream. */
export class MediaSockets {
  readonly #needs: LinkNeeds;
  readonly #target: JoinTarget;
  readonly #options: MediaSocketsOptions;
  readonly #handlers: MediaSocketsHandlers;
  readonly #sockets = new Set<MediaSocket>();
  /** Types that were open once. Only their sockets are opened again. */
  #onceOpen = 0;

  constructor(
    needs: LinkNeeds,
    target: JoinTarget,
    options: MediaSocketsOptions,
    handlers: MediaSocketsHandlers,
  ) {
    this.#needs = needs;
    this.#target = target;
    this.#options = options;
    this.#handlers = handlers;
  }

  /** Media types with a socket that is opening, open or waiting for the next attempt. */
  get mask(): number {
    let mask = 0;
    for (const socket of this.#sockets) mask |= socket.mask;
    return mask;
  }

  /** True if all sockets are open; also if there are none. */
  get allOpen(): boolean {
    for (const { state } of this.#sockets) if (!isOpen(state)) return false;
    return true;
  }

  /** Opens a socket. */
  open(planned: PlannedSocket): void {
    const waiting: SocketState = { name: 'waiting', cancel: () => {} };
    const socket: MediaSocket = {
      ...planned,
      state: waiting,
      outage: undefined,
      received: 0,
      history: new ReconnectionHistory(),
    };
    this.#sockets.add(socket);
    this.#start(socket);
  }

  /** The server has reported the loss of the sockets for the types in `mask`. */
  reportLoss(mask: number): void {
    for (const socket of this.#sockets) {
      if (socket.state.name === 'open' && (socket.mask & mask) !== 0) {
        socket.state = { ...socket.state, reportedLost: true };
      }
    }
  }

  /**
   * Opens lost sockets now instead of after their delay. An open one that the server has reported as lost is opened
   * again as soon as its close arrives, or if it receives nothing.
   */
  repair(): void {
    for (const socket of this.#sockets) {
      const { state } = socket;
      if (state.name === 'waiting') {
        state.cancel();
        this.#start(socket);
      } else if (state.name === 'open' && state.reportedLost) {
        this.#prove(socket, state.link);
      }
    }
  }

  /** Closes the sockets that are not open. The others stay, to be read until the server closes them. */
  closeUnlessOpen(): void {
    for (const socket of this.#sockets) {
      if (isOpen(socket.state)) continue;
      closeSocket(socket.state);
      this.#sockets.delete(socket);
    }
  }

  /** Closes all sockets with code 1000. */
  close(): void {
    for (const { state } of this.#sockets) closeSocket(state);
    this.#sockets.clear();
  }

  #prove(socket: MediaSocket, link: Link): void {
    const { received } = socket;
    const cancel = this.#needs.clock.after(PROOF_MS, () => {
      if (socket.received > received) {
        socket.state = { name: 'open', link, reportedLost: false };
        return;
      }
      link.close();
      this.#ended(socket, {
        cause: 'silent',
        problem: 'the server has reported that a media socket is lost',
      });
    });
    socket.state = { name: 'proving', link, cancel };
  }

  #start(socket: MediaSocket): void {
    const encryption = this.#options.encryption();
    const link = createMediaLink(
      this.#needs,
      this.#target,
      {
        url: socket.url,
        mediaType: socket.mediaType,
        params: this.#options.mediaParams(socket.mask),
        ...(encryption && { encryption }),
        // Transcript and chat have no RTP.
        ...((socket.mask & RTP_TYPES) !== 0 && { bindUdp: this.#options.bindUdp }),
        ...(this.#options.reconnect() && { silenceMs: SILENCE_MS }),
      },
      {
        accepted: () => {
          cancelTimeout();
          this.#onceOpen |= socket.mask;
          socket.state = { name: 'open', link, reportedLost: false };
          if (socket.outage) socket.history.reconnected(this.#needs.clock.now());
          socket.outage = undefined;
          this.#handlers.accepted();
        },
        rejected: (failure) => this.#handlers.rejected(failure),
        media: (message) => {
          socket.received += 1;
          this.#handlers.media(message);
        },
        ended: (end) => {
          cancelTimeout();
          this.#ended(socket, end);
        },
      },
    );
    const cancelTimeout = this.#limitAttempt(socket, link);
    socket.state = { name: 'opening', link, cancelTimeout };
    link.start();
  }

  /** Limits the time of an attempt to reopen a socket. For the first time the limit of joining applies. */
  #limitAttempt(socket: MediaSocket, link: Link): Cancel {
    if (!this.#wasOpen(socket)) return () => {};
    return this.#needs.clock.after(ATTEMPT_TIMEOUT_MS, () => {
      link.close();
      this.#ended(socket, { cause: 'unreachable', problem: 'no answer to the media handshake' });
    });
  }

  #ended(socket: MediaSocket, end: LinkEnd): void {
    const { state } = socket;
    if (state.name === 'proving') state.cancel();
    if (!this.#wasOpen(socket)) {
      this.#sockets.delete(socket);
      this.#handlers.failed(end);
    } else if (!this.#options.reconnect()) {
      this.#sockets.delete(socket);
      this.#handlers.lost(end, state.name === 'proving');
    } else {
      this.#retry(socket, end);
    }
  }

  #retry(socket: MediaSocket, end: LinkEnd): void {
    const isLoss = isOpen(socket.state);
    const nowMs = this.#needs.clock.now();
    const before = socket.outage;
    const sinceMs = before?.sinceMs ?? nowMs;
    const failures = isLoss ? 0 : (before?.failures ?? 0) + 1;
    socket.outage = { sinceMs, failures };
    if (isLoss) socket.history.lost(nowMs);
    const { shortLived } = socket.history;
    const next = nextStep({ kind: 'media', failures, shortLived, elapsedMs: nowMs - sinceMs, end });
    if (next.action === 'give-up') {
      this.#sockets.delete(socket);
      this.#handlers.gaveUp(next.reason);
      return;
    }
    const cancel = this.#needs.clock.after(next.delayMs, () => this.#start(socket));
    const waiting: SocketState = { name: 'waiting', cancel };
    socket.state = waiting;
    if (isLoss) this.#handlers.lost(end, false);
    // The app may have called `leave` or `join` when it was notified of the loss.
    if (this.#sockets.has(socket) && socket.state === waiting)
      this.#handlers.retrying(failures + 1, next.delayMs, end.problem);
  }

  #wasOpen({ mask }: MediaSocket): boolean {
    return (mask & this.#onceOpen) !== 0;
  }
}

function isOpen({ name }: SocketState): boolean {
  return name === 'open' || name === 'proving';
}

function closeSocket(state: SocketState): void {
  if (state.name === 'opening') state.cancelTimeout();
  if (state.name === 'waiting' || state.name === 'proving') state.cancel();
  if (state.name !== 'waiting') state.link.close();
}
