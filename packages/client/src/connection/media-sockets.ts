/** The media sockets of one stream: opens them, and opens them again when they break (PROTOCOL.md §14.2). */
import type { Cancel, MediaDataMessage, MediaParamsRequest } from '@rtms-mock/protocol';
import type { JoinTarget } from '../vocabulary/join-target.js';
import { ATTEMPT_TIMEOUT_MS, nextStep, SILENCE_MS } from './reconnect.js';
import type { LinkEnd } from './links/link-state.js';
import type { Link, LinkNeeds } from './links/link.js';
import { createMediaLink } from './links/media-link.js';
import type { PlannedSocket } from './media-plan.js';

/** Told what becomes of the sockets. */
export interface MediaSocketsHandlers {
  /** The handshake of one was accepted: it wants a ready-ack. */
  accepted(): void;
  media(message: MediaDataMessage): void;
  /** One that carries types which were never open ended, and stays closed. */
  failed(end: LinkEnd): void;
  /** One that was open is lost. */
  lost(end: LinkEnd): void;
  /** One is tried again after `delayMs`; attempts count from 1. */
  retrying(attempt: number, delayMs: number, problem: string): void;
  gaveUp(why: string): void;
}

/** What the sockets are told beside where to connect. */
export interface MediaSocketsOptions {
  mediaParams(mask: number): MediaParamsRequest;
  /** Whether broken sockets are opened again. Asked when one breaks. */
  reconnect(): boolean;
}

type SocketState =
  | { readonly name: 'opening'; readonly link: Link; readonly cancelTimeout: Cancel }
  | { readonly name: 'open'; readonly link: Link }
  | { readonly name: 'waiting'; readonly cancel: Cancel };

interface MediaSocket extends PlannedSocket {
  state: SocketState;
  /** When it broke, by the clock, and how often opening it again has failed. */
  outage: { readonly sinceMs: number; readonly failures: number } | undefined;
}

export class MediaSockets {
  readonly #needs: LinkNeeds;
  readonly #target: JoinTarget;
  readonly #options: MediaSocketsOptions;
  readonly #handlers: MediaSocketsHandlers;
  readonly #sockets = new Set<MediaSocket>();
  /** Types that a socket has carried: these are opened again. */
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

  /** Types that have a socket, be it open, opening or waiting to be tried again. */
  get mask(): number {
    let mask = 0;
    for (const socket of this.#sockets) mask |= socket.mask;
    return mask;
  }

  get allOpen(): boolean {
    for (const { state } of this.#sockets) if (state.name !== 'open') return false;
    return true;
  }

  open(planned: PlannedSocket): void {
    const waiting: SocketState = { name: 'waiting', cancel: () => {} };
    const socket: MediaSocket = { ...planned, state: waiting, outage: undefined };
    this.#sockets.add(socket);
    this.#start(socket);
  }

  /** Closes all, politely. */
  close(): void {
    for (const { state } of this.#sockets) {
      if (state.name === 'waiting') state.cancel();
      else state.link.close();
      if (state.name === 'opening') state.cancelTimeout();
    }
    this.#sockets.clear();
  }

  #start(socket: MediaSocket): void {
    const again = (socket.mask & this.#onceOpen) !== 0;
    const link = createMediaLink(
      this.#needs,
      this.#target,
      {
        url: socket.url,
        mask: socket.mask,
        params: this.#options.mediaParams(socket.mask),
        ...(this.#options.reconnect() && { silenceMs: SILENCE_MS }),
      },
      {
        accepted: () => {
          cancelTimeout();
          this.#onceOpen |= socket.mask;
          socket.state = { name: 'open', link };
          socket.outage = undefined;
          this.#handlers.accepted();
        },
        media: (message) => this.#handlers.media(message),
        ended: (end) => {
          cancelTimeout();
          this.#ended(socket, end);
        },
      },
    );
    // The first time, joining has a time limit of its own.
    const cancelTimeout = again
      ? this.#needs.clock.after(ATTEMPT_TIMEOUT_MS, () => {
          link.close();
          this.#ended(socket, { why: 'unreachable', problem: 'no answer to the media handshake' });
        })
      : () => {};
    socket.state = { name: 'opening', link, cancelTimeout };
    link.start();
  }

  #ended(socket: MediaSocket, end: LinkEnd): void {
    const wasOpen = socket.state.name === 'open';
    if ((socket.mask & this.#onceOpen) === 0) {
      this.#sockets.delete(socket);
      this.#handlers.failed(end);
      return;
    }
    if (!this.#options.reconnect()) {
      this.#sockets.delete(socket);
      this.#handlers.lost(end);
      return;
    }
    const nowMs = this.#needs.clock.now();
    const before = socket.outage;
    socket.outage = {
      sinceMs: before?.sinceMs ?? nowMs,
      failures: wasOpen ? 0 : (before?.failures ?? 0) + 1,
    };
    const { sinceMs, failures } = socket.outage;
    const next = nextStep({ what: 'media', failures, elapsedMs: nowMs - sinceMs, end });
    if (next.action === 'give-up') {
      this.#sockets.delete(socket);
      this.#handlers.gaveUp(next.why);
      return;
    }
    const cancel = this.#needs.clock.after(next.delayMs, () => this.#start(socket));
    socket.state = { name: 'waiting', cancel };
    if (wasOpen) this.#handlers.lost(end);
    // The app may have left when it heard of the loss.
    if (this.#sockets.has(socket)) this.#handlers.retrying(failures + 1, next.delayMs, end.problem);
  }
}
