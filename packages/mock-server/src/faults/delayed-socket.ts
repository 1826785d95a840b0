import {
  messageBytesToString,
  type Clock,
  type Framing,
  type MessageBytes,
  type Socket,
} from '@rtms-mock/protocol';
import type { Guard } from '../guard.js';

/** Socket that can delay its messages and keeps their order. Without a delay it costs one extra call. */
export class DelayedSocket implements Socket {
  /** Returns the delay of a message sent now, in milliseconds. `undefined`: no delay. */
  delayMs: (() => number) | undefined;
  /** Takes a received message, or returns false. `receive` receives it later. `undefined`: nothing is taken. */
  intercept:
    | ((data: string | Uint8Array, receive: (data: string | Uint8Array) => void) => boolean)
    | undefined;
  readonly #inner: Socket;
  readonly #clock: Clock;
  readonly #guard: Guard;
  #pendingBytes = 0;
  #pending = 0;
  #lastDueMs = 0;
  #isClosing = false;

  /** @param guard runs the callbacks; after its first failure, messages are ignored */
  constructor(inner: Socket, clock: Clock, guard: Guard) {
    this.#inner = inner;
    this.#clock = clock;
    this.#guard = guard;
  }

  send(text: string): void {
    if (this.#isImmediate) this.#inner.send(text);
    else this.#sendLater(this.delayMs?.() ?? 0, text.length, () => this.#inner.send(text));
  }

  sendAll(messages: readonly MessageBytes[]): boolean {
    if (this.#inner.sendAll && this.#isImmediate) return this.#inner.sendAll(messages);
    for (const message of messages) this.send(messageBytesToString(message));
    return this.bufferedBytes === 0;
  }

  /** True if no message is pending and none sent now would be delayed. */
  get #isImmediate(): boolean {
    return this.#pending === 0 && (this.delayMs === undefined || this.delayMs() === 0);
  }

  onDrain(callback: () => void): void {
    this.#inner.onDrain?.(this.#guard.handler(callback));
  }

  /** Changes the frames of all messages that are not sent yet. */
  setFraming(framing: Framing): void {
    this.#inner.setFraming?.(framing);
  }

  /** Sends a WebSocket ping, which messages that are delayed do not delay. */
  ping(onPong: () => void): void {
    this.#inner.ping?.(this.#guard.handler(onPong));
  }

  /** True once this side has closed or terminated the socket. Its `close` event is then not caused by the peer. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Closes the socket after the pending messages are sent. */
  close(code?: number, reason?: string): void {
    this.#isClosing = true;
    if (this.#pending === 0) this.#inner.close(code, reason);
    else this.#sendLater(0, 0, () => this.#inner.close(code, reason));
  }

  terminate(): void {
    this.#isClosing = true;
    this.#inner.terminate();
  }

  onMessage(callback: (data: string | Uint8Array) => void): void {
    const receive = this.#guard.handler(callback);
    this.#inner.onMessage((data) => {
      if (!this.#guard.hasFailed && this.intercept?.(data, receive) !== true) receive(data);
    });
  }

  onClose(callback: (code: number, reason: string) => void): void {
    this.#inner.onClose(this.#guard.handler(callback));
  }

  get bufferedBytes(): number {
    return this.#inner.bufferedBytes + this.#pendingBytes;
  }

  #sendLater(delayMs: number, bytes: number, act: () => void): void {
    const nowMs = this.#clock.now();
    this.#lastDueMs = Math.max(this.#lastDueMs, nowMs + delayMs);
    this.#pending += 1;
    this.#pendingBytes += bytes;
    this.#clock.after(this.#lastDueMs - nowMs, () => {
      this.#pending -= 1;
      this.#pendingBytes -= bytes;
      act();
    });
  }
}
