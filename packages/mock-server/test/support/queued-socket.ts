import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';

/** A message as plain JSON. */
export interface Received {
  readonly [key: string]: unknown;
}

/** A WebSocket client that keeps every message until it is asked for, so that none is missed. */
export class QueuedSocket implements Disposable {
  readonly socket: WebSocket;
  readonly #messages: Received[] = [];
  #arrived: () => void = () => {};
  #close: { readonly code: number; readonly reason: string } | undefined;

  constructor(url: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(url, options);
    this.socket.on('message', (data: Buffer) => {
      this.#messages.push(JSON.parse(data.toString()) as Received);
      this.#arrived();
    });
    this.socket.on('close', (code, reason) => {
      this.#close = { code, reason: reason.toString() };
      this.#arrived();
    });
    this.socket.on('error', () => {});
  }

  static async open(url: string, options?: ClientOptions): Promise<QueuedSocket> {
    const queued = new QueuedSocket(url, options);
    await once(queued.socket, 'open');
    return queued;
  }

  /** Removes and returns the first message that matches; earlier ones are removed too. Rejects if the socket closes. */
  async next(matches: (message: Received) => boolean): Promise<Received> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) {
        if (matches(message)) return message;
        continue;
      }
      if (this.#close) throw new Error(`closed with ${this.#close.code} ${this.#close.reason}`);
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }

  /** The first message of a type. */
  ofType(type: string): Promise<Received> {
    return this.next((message) => message['type'] === type);
  }

  /** Code and reason of the close. */
  async closed(): Promise<{ readonly code: number; readonly reason: string }> {
    while (this.#close === undefined) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    return this.#close;
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}
