/**
 * Delivers media in turns of the event loop, so that slow callbacks do not delay the answers to keep-alives.
 *
 * All messages that a socket has received are read in one turn. If each of them called a slow callback, the answer
 * to a keep-alive behind them would wait for all. So after the callbacks of a turn have taken `TURN_MS`, the next
 * messages wait in a queue for the next turn; in between sockets are read and keep-alives answered. While a
 * callback runs, nothing can be answered: it must take less than the 30 s after which the service gives up
 * (PROTOCOL.md §13).
 */
import type { Clock } from '@rtms-mock/protocol';
import { payloadSize, type MediaMessage } from './links/media-message.js';

/** Time in ms after which the remaining callbacks wait for the next turn. */
const TURN_MS = 20;

/**
 * Max size of the queue in bytes or characters of payload. More is delivered immediately: the sockets then wait, and the
 * server notices that this client is slow.
 */
const MAX_QUEUED = 16_777_216;

/** The queue of one stream. */
export class MediaTurns {
  readonly #clock: Clock;
  readonly #deliver: (message: MediaMessage) => void;
  #queue: MediaMessage[] = [];
  #queuedSize = 0;
  /** The next turn is scheduled; until then messages are queued. */
  #turnPending = false;
  #onEmpty: (() => void) | undefined;

  constructor(clock: Clock, deliver: (message: MediaMessage) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  /** Delivers now or in a later turn, always in order. */
  push(message: MediaMessage): void {
    if (!this.#turnPending) {
      const startMs = this.#clock.now();
      this.#deliver(message);
      if (this.#clock.now() - startMs >= TURN_MS) this.#scheduleTurn();
      return;
    }
    this.#queue.push(message);
    this.#queuedSize += payloadSize(message);
    while (this.#queuedSize > MAX_QUEUED && this.#deliverOldest());
  }

  /** Calls `done` as soon as the queue is delivered: now if it is empty. */
  whenEmpty(done: () => void): void {
    if (this.#queue.length === 0) done();
    else this.#onEmpty = done;
  }

  /** Delivers the queue now. */
  flush(): void {
    while (this.#deliverOldest());
  }

  /** Drops the queue, and the call of {@link whenEmpty} that is due. */
  clear(): void {
    this.#onEmpty = undefined;
    this.#queue = [];
    this.#queuedSize = 0;
  }

  #scheduleTurn(): void {
    this.#turnPending = true;
    this.#clock.after(0, () => this.#turn());
  }

  #turn(): void {
    const startMs = this.#clock.now();
    while (this.#deliverOldest()) {
      if (this.#clock.now() - startMs < TURN_MS) continue;
      this.#scheduleTurn();
      return;
    }
    this.#turnPending = false;
    const done = this.#onEmpty;
    this.#onEmpty = undefined;
    done?.();
  }

  #deliverOldest(): boolean {
    const message = this.#queue.shift();
    if (!message) return false;
    this.#queuedSize -= payloadSize(message);
    this.#deliver(message);
    return true;
  }
}
