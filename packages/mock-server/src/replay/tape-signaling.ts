import { MessageType, messageTypeName, type Message } from '@rtms-mock/protocol';
import type { SignalingSocket } from '../meetings/stream-sockets.js';

/** Events of one type that wait for a subscription. */
const MAX_HELD = 50;

/** Types of events that wait for a subscription. */
const MAX_HELD_TYPES = 100;

/** Returns the open signaling connections of the stream. */
export type Connections = () => readonly SignalingSocket[];

/**
 * Sends recorded messages on signaling. An event goes to connections that have subscribed to it; before the app has
 * subscribed for the first time, it waits, because apps subscribe some time after their handshake.
 */
export class TapeSignaling {
  readonly #connections: Connections;
  readonly #held = new Map<number, string[]>();
  readonly #subscribed = new Set<number>();

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  /** Sends a message as it is, to all connections. `type`: number of its type, for the journal. */
  send(text: string, type: number | undefined): void {
    for (const connection of this.#connections()) sendOn(connection, text, type);
  }

  /** Sends an event to the connections that have subscribed to it. `eventType` is `undefined` if it has none. */
  sendEvent(text: string, eventType: number | undefined): void {
    if (eventType === undefined) return this.send(text, MessageType.EVENT_UPDATE);
    const receivers = this.#connections().filter(({ subscriptions }) => subscriptions.includes(eventType));
    for (const connection of receivers) sendOn(connection, text, MessageType.EVENT_UPDATE);
    if (receivers.length === 0 && !this.#subscribed.has(eventType)) this.#hold(text, eventType);
  }

  /** Sends what waits for the first subscription to these types. */
  subscribed(connection: SignalingSocket, types: readonly number[]): void {
    for (const type of types) {
      this.#subscribed.add(type);
      const held = this.#held.get(type) ?? [];
      this.#held.delete(type);
      for (const text of held) sendOn(connection, text, MessageType.EVENT_UPDATE);
    }
  }

  /** Number of events that the app has not subscribed to. */
  get heldCount(): number {
    return [...this.#held.values()].reduce((sum, texts) => sum + texts.length, 0);
  }

  /** Forgets everything, because the tape begins again. */
  clear(): void {
    this.#held.clear();
    this.#subscribed.clear();
  }

  #hold(text: string, eventType: number): void {
    const held = this.#held.get(eventType) ?? [];
    if (held.length === 0 && this.#held.size >= MAX_HELD_TYPES) return;
    if (held.length >= MAX_HELD) held.shift();
    held.push(text);
    this.#held.set(eventType, held);
  }
}

function sendOn({ channel }: SignalingSocket, text: string, type: number | undefined): void {
  const decoded = channel.dialect.decode(text);
  const detail: Message | object = decoded.ok ? decoded.message : {};
  channel.sendRaw(text, type === undefined ? 'INVALID' : (messageTypeName(type) ?? String(type)), detail);
}
