import {
  MessageType,
  messageBytesToString,
  parseFrame,
  type Framing,
  type MessageBytes,
  type Socket,
} from '@rtms-mock/protocol';
import type { Arrivals } from './arrivals.js';
import type { Lagging, Reader, Settling } from './settling.js';

/** Name of an {@link AwaitedSocket}, and its connection with the clock. */
export interface AwaitedSocketContext {
  readonly settling: Settling;
  readonly arrivals: Arrivals;
  /** Number of the socket, which decides about the order of messages that arrive at the same time. */
  readonly number: number;
  /** Id of the connection, as in the journal. */
  readonly connectionId: string;
  /** Returns the id of the stream, once it is known. */
  readonly streamId: () => string | undefined;
  /** Called with the number of bytes that are sent. */
  readonly onSent: (bytes: number) => void;
}

/**
 * A socket whose peer is waited for: until it has read what it was sent, which a WebSocket ping behind it shows, and until
 * it has answered the keep-alives that it was sent. A peer that does neither is waited for once.
 */
export class AwaitedSocket implements Socket, Reader {
  readonly #inner: Socket;
  readonly #context: AwaitedSocketContext;
  #isUnread = false;
  /** A ping is not answered. */
  #isPinged = false;
  /** The time for the pong is over. */
  #lagsBehind = false;
  /** KEEP_ALIVE_REQs without KEEP_ALIVE_RESP. */
  #keepAlives = 0;
  /** The time for KEEP_ALIVE_RESP is over. */
  #leavesKeepAlives = false;
  /** Messages that are sent before the next wait. */
  #unwritten: MessageBytes[] = [];
  #unwrittenBytes = 0;
  /** The server has closed the socket. */
  #isClosing = false;
  /** The time for the close is over. */
  #staysOpen = false;

  constructor(inner: Socket, context: AwaitedSocketContext) {
    this.#inner = inner;
    this.#context = context;
    const stop = context.settling.add(this);
    inner.onClose(stop);
    inner.onMessage((data) => this.#received(data));
  }

  get isUnread(): boolean {
    return this.#isUnread && !this.#isPinged && !this.#isClosing;
  }

  get isAwaited(): boolean {
    if (this.#isClosing) return !this.#staysOpen;
    return (this.#isPinged && !this.#lagsBehind) || (this.#keepAlives > 0 && !this.#leavesKeepAlives);
  }

  probe(): void {
    this.#write();
    if (this.#inner.ping === undefined) {
      this.#isUnread = false;
      return;
    }
    this.#isUnread = false;
    this.#isPinged = true;
    this.#inner.ping(() => {
      this.#isPinged = false;
      this.#lagsBehind = false;
      this.#context.settling.answered();
    });
  }

  giveUp(): readonly Lagging[] {
    this.#lagsBehind = this.#isPinged;
    this.#leavesKeepAlives = this.#keepAlives > 0;
    this.#staysOpen = this.#isClosing;
    return this.owed;
  }

  get owed(): readonly Lagging[] {
    const { connectionId } = this.#context;
    const streamId = this.#context.streamId();
    const place = { ...(streamId !== undefined && { streamId }), connectionId };
    return [
      ...(this.#lagsBehind ? [{ waitedFor: 'a pong', ...place }] : []),
      ...(this.#leavesKeepAlives ? [{ waitedFor: 'KEEP_ALIVE_RESP', ...place }] : []),
      ...(this.#staysOpen ? [{ waitedFor: 'the close of the socket', ...place }] : []),
    ];
  }

  #received(data: string | Uint8Array): void {
    if (this.#keepAlives > 0 && isType(data, 'KEEP_ALIVE_RESP')) {
      this.#keepAlives = 0;
      this.#leavesKeepAlives = false;
    }
    this.#context.settling.changed();
  }

  send(text: string): void {
    this.#write();
    this.#inner.send(text);
    this.#noteSent(text);
  }

  #noteSent(text: string): void {
    if (isType(text, 'KEEP_ALIVE_REQ')) this.#keepAlives += 1;
    this.#isUnread = true;
    this.#context.settling.changed();
    this.#context.onSent(text.length);
  }

  /** Messages are written together, before the next wait for the reader: most of the time of a write is that of the system. */
  sendAll(messages: readonly MessageBytes[]): boolean {
    if (this.#inner.sendAll === undefined) {
      for (const message of messages) this.send(messageBytesToString(message));
      return this.bufferedBytes === 0;
    }
    this.#isUnread = true;
    if (this.#lagsBehind) return this.#inner.sendAll(messages);
    let bytes = 0;
    for (const message of messages) {
      bytes += message.byteLength;
      this.#unwritten.push(message);
    }
    this.#unwrittenBytes += bytes;
    this.#context.onSent(bytes);
    return true;
  }

  /** Passes on the messages of {@link sendAll}. */
  #write(): void {
    if (this.#unwritten.length === 0) return;
    const messages = this.#unwritten;
    this.#unwritten = [];
    this.#unwrittenBytes = 0;
    this.#inner.sendAll?.(messages);
  }

  onDrain(callback: () => void): void {
    this.#inner.onDrain?.(callback);
  }

  setFraming(framing: Framing): void {
    this.#write();
    this.#inner.setFraming?.(framing);
  }

  close(code?: number, reason?: string): void {
    this.#isClosing = true;
    this.#write();
    this.#inner.close(code, reason);
    this.#context.settling.changed();
  }

  terminate(): void {
    this.#isClosing = true;
    this.#write();
    this.#inner.terminate();
    this.#context.settling.changed();
  }

  onMessage(callback: (data: string | Uint8Array) => void): void {
    const { arrivals, number } = this.#context;
    this.#inner.onMessage((data) => arrivals.message(number, () => callback(data)));
  }

  onClose(callback: (code: number, reason: string) => void): void {
    const { arrivals, number } = this.#context;
    this.#inner.onClose((code, reason) => arrivals.message(number, () => callback(code, reason)));
  }

  get bufferedBytes(): number {
    return this.#inner.bufferedBytes + this.#unwrittenBytes;
  }
}

/** Returns true for a message of a type, in any generation. Its length spares parsing messages that are none. */
function isType(frame: string | Uint8Array, name: 'KEEP_ALIVE_REQ' | 'KEEP_ALIVE_RESP'): boolean {
  if (frame.length > MAX_KEEP_ALIVE_LENGTH) return false;
  const parsed = parseFrame(frame);
  return parsed.ok && (parsed.type === MessageType[name] || parsed.type === name);
}

/** Max length of a keep-alive, in characters or bytes. */
const MAX_KEEP_ALIVE_LENGTH = 1024;
