/**
 * The last part of a stream that the server has ended: what was sent before the end is read, the sockets are closed,
 * and the app is notified.
 *
 * Signaling and media have separate sockets, so the announcement of the end overtakes media that was sent before
 * it. The server closes the media sockets after their last message (PROTOCOL.md §14.1). They are read until then, or
 * until nothing has arrived for a while.
 */
import type { Cancel, Clock } from '@rtms-mock/protocol';

/** Time in ms that signaling stays open after TERMINATED for a STOPPED that follows it (PROTOCOL.md §14.1). */
const STOPPED_WAIT_MS = 500;

/** Time in ms without media after which sockets that the server does not close count as read. */
const SILENCE_MS = 1000;

/**
 * Delay of the notification about an announced end, in ms. The service sends the webhook `*.rtms_stopped` at the
 * same time (PROTOCOL.md §6.7). On it programs look up the stream and call `leave`, but they delete the stream in
 * `onLeave`. The delay lets the webhook arrive first.
 */
const NOTIFICATION_DELAY_MS = 500;

/** The time for reading and for the notification, which depend on how the server has ended the stream. */
export interface EndKind {
  /** Max time in ms for reading, for a server that never stops sending. */
  readonly maxReadingMs: number;
  /** Delay of the notification in ms, after everything was read. */
  readonly notificationDelayMs: number;
  /** True if STOPPED may follow on signaling. */
  readonly awaitsStopped: boolean;
}

/** The server has announced the end with STOPPED and TERMINATED, or only with the second. */
export function announcedEnd(sessionStopped: boolean): EndKind {
  return {
    maxReadingMs: 30_000,
    notificationDelayMs: NOTIFICATION_DELAY_MS,
    awaitsStopped: !sessionStopped,
  };
}

/** The server has closed signaling without TERMINATED. No webhook follows. */
export const UNANNOUNCED_END: EndKind = {
  maxReadingMs: SILENCE_MS,
  notificationDelayMs: 0,
  awaitsStopped: false,
};

/** Notified about the end. */
export interface OrderlyEndHandlers {
  /** Everything is read: the sockets are to be closed. */
  read(): void;
  /** Calls `done` as soon as all received media is delivered to the app. */
  delivered(done: () => void): void;
  /** The app is to be notified. The last call. */
  ended(): void;
}

type EndState =
  | { readonly name: 'reading'; readonly cancelMax: Cancel; readonly cancelStoppedWait: Cancel }
  | { readonly name: 'delaying'; readonly cancel: Cancel }
  | { readonly name: 'delivering' }
  | { readonly name: 'over' };

/** The end of one stream, until the app is notified. */
export class OrderlyEnd {
  readonly #clock: Clock;
  readonly #handlers: OrderlyEndHandlers;
  #state: EndState;
  #mediaIsRead = false;
  #signalingIsRead: boolean;
  #notificationDelayMs: number;
  #lastMediaMs: number;
  #cancelSilence: Cancel;

  constructor(clock: Clock, kind: EndKind, handlers: OrderlyEndHandlers) {
    this.#clock = clock;
    this.#handlers = handlers;
    this.#signalingIsRead = !kind.awaitsStopped;
    this.#notificationDelayMs = kind.notificationDelayMs;
    this.#state = {
      name: 'reading',
      cancelMax: clock.after(kind.maxReadingMs, () => this.#finishReading()),
      cancelStoppedWait: kind.awaitsStopped
        ? clock.after(STOPPED_WAIT_MS, () => this.signalingRead())
        : () => {},
    };
    this.#lastMediaMs = clock.now();
    this.#cancelSilence = clock.after(SILENCE_MS, () => this.#checkSilence());
  }

  /** A media message was received. */
  mediaReceived(): void {
    this.#lastMediaMs = this.#clock.now();
  }

  /** No media socket is open. */
  mediaRead(): void {
    this.#mediaIsRead = true;
    if (this.#signalingIsRead) this.#finishReading();
  }

  /** STOPPED was received, or signaling is closed. */
  signalingRead(): void {
    this.#signalingIsRead = true;
    if (this.#mediaIsRead) this.#finishReading();
  }

  /** The app leaves: `ended` follows without a delay as soon as everything is read and delivered. */
  leave(): void {
    this.#notificationDelayMs = 0;
    if (this.#state.name !== 'delaying') return;
    this.#state.cancel();
    this.#delay();
  }

  /** Stops: no handler is called any more. */
  cancel(): void {
    const state = this.#state;
    this.#state = { name: 'over' };
    if (state.name === 'reading') this.#stopTimers(state);
    if (state.name === 'delaying') state.cancel();
  }

  #checkSilence(): void {
    const lastMs = this.#lastMediaMs;
    const leftMs = lastMs + SILENCE_MS - this.#clock.now();
    if (leftMs > 0) {
      this.#cancelSilence = this.#clock.after(leftMs, () => this.#checkSilence());
      return;
    }
    // A callback may have blocked the event loop: messages that wait in the sockets are read in the next turn.
    this.#cancelSilence = this.#clock.after(0, () => {
      if (this.#lastMediaMs === lastMs) this.mediaRead();
      else this.#checkSilence();
    });
  }

  #finishReading(): void {
    if (this.#state.name !== 'reading') return;
    this.#stopTimers(this.#state);
    this.#delay();
    this.#handlers.read();
  }

  #stopTimers({ cancelMax, cancelStoppedWait }: EndState & { readonly name: 'reading' }): void {
    cancelMax();
    cancelStoppedWait();
    this.#cancelSilence();
  }

  #delay(): void {
    const cancel = this.#clock.after(this.#notificationDelayMs, () => this.#deliver());
    this.#state = { name: 'delaying', cancel };
  }

  #deliver(): void {
    this.#state = { name: 'delivering' };
    this.#handlers.delivered(() => {
      if (this.#state.name !== 'delivering') return;
      this.#state = { name: 'over' };
      this.#handlers.ended();
    });
  }
}
