import { messageBytesToString, type Clock, type MessageBytes, type Socket } from '@rtms-mock/protocol';

/** A socket whose messages can be held back; their order stays. Without a delay it costs one call. */
export class DelayedSocket implements Socket {
  /** How long a message sent now is held back, in milliseconds. Default: not at all. */
  delayMs: (() => number) | undefined;
  readonly #inner: Socket;
  readonly #clock: Clock;
  #heldBytes = 0;
  #held = 0;
  #lastDueMs = 0;
  #isClosing = false;

  constructor(inner: Socket, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
  }

  send(text: string): void {
    if (this.#isStraight) this.#inner.send(text);
    else this.#later(this.delayMs?.() ?? 0, text.length, () => this.#inner.send(text));
  }

  sendAll(messages: readonly MessageBytes[]): boolean {
    if (this.#inner.sendAll && this.#isStraight) return this.#inner.sendAll(messages);
    for (const message of messages) this.send(messageBytesToString(message));
    return this.bufferedBytes === 0;
  }

  /** Nothing is held back, and nothing is to be. */
  get #isStraight(): boolean {
    return this.#held === 0 && (this.delayMs === undefined || this.delayMs() === 0);
  }

  onDrain(callback: () => void): void {
    this.#inner.onDrain?.(callback);
  }

  /** This side has closed the socket or broken it off: that it ends is not the peer's doing. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** A polite close waits for what was sent before it. */
  close(code?: number, reason?: string): void {
    this.#isClosing = true;
    if (this.#held === 0) this.#inner.close(code, reason);
    else this.#later(0, 0, () => this.#inner.close(code, reason));
  }

  terminate(): void {
    this.#isClosing = true;
    this.#inner.terminate();
  }

  onMessage(callback: (data: string | Uint8Array) => void): void {
    this.#inner.onMessage(callback);
  }

  onClose(callback: (code: number, reason: string) => void): void {
    this.#inner.onClose(callback);
  }

  get bufferedBytes(): number {
    return this.#inner.bufferedBytes + this.#heldBytes;
  }

  #later(delayMs: number, bytes: number, act: () => void): void {
    const nowMs = this.#clock.now();
    this.#lastDueMs = Math.max(this.#lastDueMs, nowMs + delayMs);
    this.#held += 1;
    this.#heldBytes += bytes;
    this.#clock.after(this.#lastDueMs - nowMs, () => {
      this.#held -= 1;
      this.#heldBytes -= bytes;
      act();
    });
  }
}
