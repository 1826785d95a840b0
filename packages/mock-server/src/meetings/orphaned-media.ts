import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { MediaSocket } from './stream-sockets.js';

/** Delay between the loss of signaling and the close of its media sockets, in milliseconds (PROTOCOL.md §14.2, assumed). */
const CLOSE_DELAY_MS = 1000;

/** Media sockets whose signaling connection was lost. They close after a delay, or at once when signaling is open again. */
export class OrphanedMedia {
  readonly #clock: Clock;
  #connections: readonly MediaSocket[] = [];
  #timer: Cancel = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes over connections, to be closed after the delay. Closes those taken over before. */
  adopt(connections: readonly MediaSocket[]): void {
    this.close();
    this.#connections = connections;
    this.#timer = this.#clock.after(CLOSE_DELAY_MS, () => this.close());
  }

  /** Closes the connections now. */
  close(): void {
    this.#timer();
    const connections = this.#connections;
    this.#connections = [];
    for (const connection of connections) connection.close();
  }
}
