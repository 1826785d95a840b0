import type { SignalingSocket } from './stream-sockets.js';

/** The signaling connections of one stream: one, or several with the duplicate policy `allow`. */
export class SignalingSockets {
  readonly #connections = new Set<SignalingSocket>();

  get all(): readonly SignalingSocket[] {
    return [...this.#connections];
  }

  get isEmpty(): boolean {
    return this.#connections.size === 0;
  }

  add(connection: SignalingSocket): void {
    this.#connections.add(connection);
  }

  /** A newcomer is to be the only one (PROTOCOL.md §14.3). */
  replace(newcomer: SignalingSocket): void {
    const previous = this.#takeAll();
    this.#connections.add(newcomer);
    for (const connection of previous) connection.replace();
  }

  /** False when it was none of them any more. */
  remove(connection: SignalingSocket): boolean {
    return this.#connections.delete(connection);
  }

  /** Closes all of them politely. */
  close(): void {
    for (const connection of this.#takeAll()) connection.close();
  }

  /** Breaks all of them. */
  cut(): void {
    for (const { channel } of this.#takeAll()) channel.socket.terminate();
  }

  /** Forgets them first: they may close only after the stream has been started again. */
  #takeAll(): readonly SignalingSocket[] {
    const { all } = this;
    this.#connections.clear();
    return all;
  }
}
