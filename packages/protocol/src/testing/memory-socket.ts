import type { Framing, Socket } from '../ports.js';

/** One end of {@link memorySocketPair}. */
export interface MemorySocket extends Socket {
  /** All messages that the peer has sent, in order, as text also those in binary frames. */
  readonly received: readonly string[];
  /** Close code and reason of this end; `undefined` while it is open. */
  readonly closed: { readonly code: number; readonly reason: string } | undefined;
  /**
   * Simulates a peer that has stopped reading: frames sent from now on are counted as buffered, not
   * delivered.
   */
  stall(): void;
}

const utf8 = new TextEncoder();

class MemorySocketEnd implements MemorySocket {
  readonly received: string[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  peer!: MemorySocketEnd;
  bufferedBytes = 0;
  #stalled = false;
  #framing: Framing = { type: 'text', fragment: 'off' };
  readonly #messageCallbacks: ((data: string | Uint8Array) => void)[] = [];
  readonly #closeCallbacks: ((code: number, reason: string) => void)[] = [];

  send(text: string): void {
    if (this.closed) return;
    if (this.#stalled) this.bufferedBytes += utf8.encode(text).length;
    else this.peer.#deliver(text, this.#framing);
  }

  setFraming(framing: Framing): void {
    this.#framing = framing;
  }

  close(code = 1000, reason = ''): void {
    this.#end(code, reason);
    this.peer.#end(code, reason);
  }

  terminate(): void {
    this.#end(1006, '');
    this.peer.#end(1006, '');
  }

  onMessage(callback: (data: string | Uint8Array) => void): void {
    this.#messageCallbacks.push(callback);
  }

  onClose(callback: (code: number, reason: string) => void): void {
    this.#closeCallbacks.push(callback);
  }

  stall(): void {
    this.#stalled = true;
  }

  #deliver(text: string, { type }: Framing): void {
    this.received.push(text);
    const data = type === 'text' ? text : utf8.encode(text);
    for (const callback of this.#messageCallbacks) callback(data);
  }

  #end(code: number, reason: string): void {
    if (this.closed) return;
    this.closed = { code, reason };
    for (const callback of this.#closeCallbacks) callback(code, reason);
  }
}

/** Creates two sockets that are each other's peer, without network and delay between them. */
export function memorySocketPair(): [MemorySocket, MemorySocket] {
  const left = new MemorySocketEnd();
  const right = new MemorySocketEnd();
  left.peer = right;
  right.peer = left;
  return [left, right];
}
