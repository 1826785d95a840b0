import type { ServerSettings } from '../settings/settings.js';
import type { EventSubscriptions } from './event-subscriptions.js';
import type { SignalingSocket } from './stream-sockets.js';
import { SmallSet } from '../small-set.js';

/** Signaling connections of one stream: one, or several with the duplicate policy `allow`. */
export class SignalingSockets {
  readonly #connections = new SmallSet<SignalingSocket>();
  readonly #keepsSubscriptions: boolean;
  /** Subscriptions of the latest connection, which the next one continues. */
  #subscriptions: EventSubscriptions | undefined;

  /** `subscriptions`: whether subscriptions belong to the stream or to each socket. */
  constructor({ subscriptions }: Pick<ServerSettings, 'subscriptions'>) {
    this.#keepsSubscriptions = subscriptions === 'stream';
  }

  /** All signaling connections, oldest first. */
  get all(): readonly SignalingSocket[] {
    return [...this.#connections];
  }

  /** True while the stream has no signaling connection. */
  get isEmpty(): boolean {
    return this.#connections.size === 0;
  }

  /** Adds a connection beside the existing ones. */
  add(connection: SignalingSocket): void {
    this.#connections.add(connection);
  }

  /** Adds a connection and closes all others (PROTOCOL.md §14.3). It continues the subscriptions of the latest one. */
  replace(replacement: SignalingSocket): void {
    const previous = this.#removeAll();
    const { subscriptions } = replacement;
    if (this.#keepsSubscriptions && this.#subscriptions) subscriptions.inherit(this.#subscriptions);
    this.#subscriptions = subscriptions;
    this.#connections.add(replacement);
    for (const connection of previous) connection.replace();
  }

  /** Forgets the subscriptions, because the stream has ended. */
  forgetSubscriptions(): void {
    this.#subscriptions = undefined;
  }

  /** Removes a connection. Returns false if it was removed before. */
  remove(connection: SignalingSocket): boolean {
    return this.#connections.delete(connection);
  }

  /** Closes all connections with code 1000. */
  close(): void {
    for (const connection of this.#removeAll()) connection.close();
  }

  /** Terminates all connections without a closing handshake. */
  terminate(): void {
    for (const { channel } of this.#removeAll()) channel.socket.terminate();
  }

  /** Clears the set first: the `close` events may arrive after the stream has been started again. */
  #removeAll(): readonly SignalingSocket[] {
    const { all } = this;
    this.#connections.clear();
    return all;
  }
}
