import type { SignalingConnection } from '../signaling/signaling-connection.js';

/** The signaling connections of one stream: one, or several with the duplicate policy `allow`. */
export class SignalingSockets {
  readonly #connections = new Set<SignalingConnection>();

  get all(): readonly SignalingConnection[] {
    return [...this.#connections];
  }

  get isEmpty(): boolean {
    return this.#connections.size === 0;
  }

  add(connection: SignalingConnection): void {
    this.#connections.add(connection);
  }

  /** A newcomer is to be the only one (PROTOCOL.md §14.3). */
  replace(newcomer: SignalingConnection): void {
    const previous = this.#takeAll();
    this.#connections.add(newcomer);
    for (const connection of previous) connection.replace();
  }

  /** False when it was none of them any more. */
  remove(connection: SignalingConnection): boolean {
    return this.#connections.delete(connection);
  }

  /** Closes all of them politely. */
  close(): void {
    for (const connection of this.#takeAll()) connection.close();
  }

  /** Breaks all of them. */
  cut(): void {
    for (const { connection } of this.#takeAll()) connection.socket.terminate();
  }

  /** Forgets them first: they may close only after the stream has been started again. */
  #takeAll(): readonly SignalingConnection[] {
    const { all } = this;
    this.#connections.clear();
    return all;
  }
}
