/**
 * Passes media on in turns, so that callbacks that take long do not keep keep-alives waiting.
 *
 * A socket's messages are read in one go, as many as have come: with callbacks called in between, an answer to
 * a keep-alive would wait for all of them. So once callbacks have taken a while, what comes next waits for the
 * next turn of the event loop, and sockets are read, and keep-alives answered, in between. While a callback
 * runs nothing can be answered: a single one must stay below the 30 s after which the service gives up
 * (PROTOCOL.md §13).
 */
import type { Clock, MediaDataMessage } from '@rtms-mock/protocol';

/** Callbacks of one turn may take this long, in ms; the one that is running is never cut short. */
const TURN_MS = 20;

/**
 * How much may wait, in characters of payload. More is passed on at once: the sockets then wait, and the
 * server notices that this side is slow.
 */
const MAX_WAITING_CHARS = 16_777_216;

export class MediaTurns {
  readonly #clock: Clock;
  readonly #deliver: (message: MediaDataMessage) => void;
  #waiting: MediaDataMessage[] = [];
  #waitingChars = 0;
  /** Another turn is coming; until then messages wait. */
  #behind = false;

  constructor(clock: Clock, deliver: (message: MediaDataMessage) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  /** Passes on at once, or in a later turn; always in order. */
  push(message: MediaDataMessage): void {
    if (!this.#behind) {
      const startMs = this.#clock.now();
      this.#deliver(message);
      if (this.#clock.now() - startMs >= TURN_MS) this.#nextTurn();
      return;
    }
    this.#waiting.push(message);
    this.#waitingChars += message.content.data.length;
    while (this.#waitingChars > MAX_WAITING_CHARS && this.#deliverOldest());
  }

  /** Passes on everything that waits, now. */
  flush(): void {
    while (this.#deliverOldest());
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = [];
    this.#waitingChars = 0;
  }

  #nextTurn(): void {
    this.#behind = true;
    this.#clock.after(0, () => this.#turn());
  }

  #turn(): void {
    const startMs = this.#clock.now();
    while (this.#deliverOldest()) {
      if (this.#clock.now() - startMs < TURN_MS) continue;
      this.#nextTurn();
      return;
    }
    this.#behind = false;
  }

  #deliverOldest(): boolean {
    const message = this.#waiting.shift();
    if (!message) return false;
    this.#waitingChars -= message.content.data.length;
    this.#deliver(message);
    return true;
  }
}
