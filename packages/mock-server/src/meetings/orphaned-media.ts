import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { MediaSocket } from './stream-sockets.js';

/**
 * How long media sockets outlive their signaling connection, in milliseconds (PROTOCOL.md §14.2, assumed).
 */
const CLOSE_DELAY_MS = 1000;

/** Media sockets whose signaling was lost: they close a little later, or at once when it comes back. */
export class OrphanedMedia {
  readonly #clock: Clock;
  #connections: readonly MediaSocket[] = [];
  #timer: Cancel = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  adopt(connections: readonly MediaSocket[]): void {
    this.close();
    this.#connections = connections;
    this.#timer = this.#clock.after(CLOSE_DELAY_MS, () => this.close());
  }

  close(): void {
    this.#timer();
    const connections = this.#connections;
    this.#connections = [];
    for (const connection of connections) connection.close();
  }
}
