import {
  messageBytesToString,
  type Clock,
  type Framing,
  type MessageBytes,
  type Socket,
} from '@rtms-mock/protocol';
import type { Guard } from '../guard.js';

type MessageCallback = (data: string | Uint8Array) => void;

/** Socket that can delay its messages and keeps their order. Without a delay it costs one extra call. */
export class DelayedSocket implements Socket {
  /** Returns the delay of a message sent now, in milliseconds. `undefined`: no delay. */
  delayMs: (() => number) | undefined;
  /** Takes a received message, or returns false. `receive` receives it later. `undefined`: nothing is taken. */
  intercept: ((data: string | Uint8Array, receive: MessageCallback) => boolean) | undefined;
  readonly #inner: Socket;
  readonly #clock: Clock;
  readonly #guard: Guard;
  #pendingBytes = 0;
  #pending = 0;
  #lastDueMs = 0;
  #isClosing = false;
  #messageCallbacks: readonly MessageCallback[] = [];
  #closeCallbacks: readonly ((code: number, reason: string) => void)[] = [];
  #drainCallbacks: readonly (() => void)[] = [];

  /** @param guard runs the callbacks; after its first failure, messages are ignored */
  constructor(inner: Socket, clock: Clock, guard: Guard) {
    this.#inner = inner;
    this.#clock = clock;
    this.#guard = guard;
    inner.onMessage((data) => this.#received(data));
    inner.onClose((code, reason) => this.#closed(code, reason));
    inner.onDrain?.(() => this.#drained());
  }

  #received(data: string | Uint8Array): void {
    for (const callback of this.#messageCallbacks) {
      if (this.#guard.hasFailed) return;
      const isTaken = this.intercept?.(data, (later) => this.#guard.run(callback, later)) === true;
      if (!isTaken) this.#guard.run(callback, data);
    }
  }

  #closed(code: number, reason: string): void {
    for (const callback of this.#closeCallbacks) this.#guard.run(callback, code, reason);
  }

  #drained(): void {
    for (const callback of this.#drainCallbacks) this.#guard.run(callback);
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
    this.#drainCallbacks = this.#drainCallbacks.concat(callback);
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

  onMessage(callback: MessageCallback): void {
    this.#messageCallbacks = this.#messageCallbacks.concat(callback);
  }

  onClose(callback: (code: number, reason: string) => void): void {
    this.#closeCallbacks = this.#closeCallbacks.concat(callback);
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
