import type { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { stringToMessageBytes, type Framing, type MessageBytes, type Socket } from '@rtms-mock/protocol';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { directStream, type FrameStream } from './direct-stream.js';
import { writeFramed, type FrameWriter } from './frame-writer.js';

/**
 * Max size of a received frame, in bytes. `ws` closes the socket with 1009 when the header of a larger one arrives, so that
 * half-sent frames hold no memory. Above the protocol's max message size, so that a message above only that max gets a
 * response.
 */
export const MAX_FRAME_BYTES = 128 * 1024;

/** Max size of a frame of live media, in bytes: an image of a screen, with its header. */
export const MAX_LIVE_BYTES = 4 * 1024 * 1024;

/**
 * Unread bytes above which nothing more is read from a client, so that it cannot cause further responses. Above one video
 * frame, which waits in the same buffer.
 */
export const PAUSE_BYTES = 512 * 1024;

/**
 * WebSocket that emits `concluded` with code and reason when the client's close frame has arrived. `ws` emits `close` only
 * when the TCP connection has ended, up to 30 s later if the client leaves it open.
 */
export class ConcludingWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason);
    // For a close frame of the client, ws calls this method itself, with the bytes of the reason or without arguments;
    // for a refused frame with a code alone.
    if (typeof reason === 'object') this.emit('concluded', code, reason.toString());
    else if (code === undefined) this.emit('concluded', 1005, '');
  }
}

/**
 * Creates a server that accepts upgrades, and frames up to a size. Compression is off: on base64 audio it takes nine times
 * as long.
 */
export function createWebSocketServer(maxPayload = MAX_FRAME_BYTES): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload,
    clientTracking: false,
    WebSocket: ConcludingWebSocket,
  });
}

/**
 * Wraps a `ws` socket in the server's socket interface. Only this file and the gateway's upgrade use `ws`.
 *
 * `stream` is the TCP or TLS connection. Media is written to it in our own frames, several in one write, because `ws`
 * allocates two buffers and some objects per frame. `frames` is shared by all sockets of a server. Without compression
 * `ws` writes whole frames synchronously, so the two never interleave.
 */
export function wsSocket(
  ws: WebSocket,
  stream: Duplex,
  frames: FrameWriter,
  maxBytes = MAX_FRAME_BYTES,
): Socket {
  if ('bun' in process.versions) return new QueuedWsSocket(ws, stream, frames, maxBytes);
  return new WsSocket(ws, stream, frames, maxBytes);
}

/** One object without closures: with hundreds of connections, each further object is another memory access. */
class WsSocket implements Socket {
  readonly #ws: WebSocket;
  readonly #stream: Duplex;
  readonly #frames: FrameWriter;
  /** Writes media to {@link #stream}. */
  readonly #direct: FrameStream;
  #isEmpty = true;
  #isPaused = false;
  /** Number of pings that were sent. */
  #pings = 0;
  /** Frames other than the usual ones: text, without fragments. */
  #framing: Framing | undefined;
  /** Set once the server has refused a frame. */
  #refusal: { readonly code: number; readonly reason: string } | undefined;
  #messageCallbacks: readonly ((data: string | Uint8Array) => void)[] = [];
  #closeCallbacks: readonly ((code: number, reason: string) => void)[] = [];
  #drainCallbacks: readonly (() => void)[] = [];
  /** True once the callbacks of the close were called. */
  #isOver = false;

  constructor(ws: WebSocket, stream: Duplex, frames: FrameWriter, maxBytes: number) {
    this.#ws = ws;
    this.#stream = stream;
    this.#frames = frames;
    this.#direct = directStream(stream);
    // Emitted for a frame that is too long or malformed. ws itself closes the socket with the matching code.
    ws.on('error', (error) => {
      this.#refusal = refusalOf(error, maxBytes);
    });
    // `ws` answers pings itself.
    ws.on('ping', () => this.#pauseIfUnread());
    ws.on('message', (data, isBinary) => this.#received(isBinary ? toBytes(data) : toUtf8(data)));
    // With both close frames exchanged, nothing more can be sent or received.
    ws.on('concluded', (code: number, reason: string) => this.#end(code, reason));
    ws.on('close', (code, reason) => {
      // After a refused frame, ws reads no close frame of the client and gives 1006, which hides why the server closed.
      if (this.#refusal !== undefined && code === 1006) this.#end(this.#refusal.code, this.#refusal.reason);
      else this.#end(code, reason.toString());
    });
    stream.on('drain', () => this.#drained());
  }

  #received(data: string | Uint8Array): void {
    for (const callback of this.#messageCallbacks) callback(data);
  }

  #end(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const callback of this.#closeCallbacks) callback(code, reason);
  }

  #drained(): void {
    this.#resume();
    for (const callback of this.#drainCallbacks) callback();
  }

  send(text: string): void {
    if (this.#ws.readyState !== WebSocket.OPEN) return;
    if (this.#framing === undefined) this.#ws.send(text);
    else this.#isEmpty = writeFramed(this.#stream, [stringToMessageBytes(text)], this.#framing);
    this.#pauseIfUnread();
  }

  #pauseIfUnread(): void {
    if (this.#isPaused || this.#stream.writableLength <= PAUSE_BYTES) return;
    this.#isPaused = true;
    this.#ws.pause();
  }

  #resume(): void {
    if (!this.#isPaused || this.#stream.writableLength > PAUSE_BYTES) return;
    this.#isPaused = false;
    this.#ws.resume();
  }

  sendAll(messages: readonly MessageBytes[]): boolean {
    if (this.#ws.readyState === WebSocket.OPEN) {
      this.#isEmpty =
        this.#framing === undefined
          ? this.#frames.write(this.#direct, messages, this.#isEmpty)
          : writeFramed(this.#stream, messages, this.#framing);
      // With media always waiting, a slow reader may never drain the buffer.
      if (this.#isPaused) this.#resume();
    }
    return this.#isEmpty;
  }

  onDrain(callback: () => void): void {
    this.#drainCallbacks = this.#drainCallbacks.concat(callback);
  }

  get addresses(): Socket['addresses'] {
    const { localAddress: local, remoteAddress: remote } = this.#stream as Partial<NetSocket>;
    return local === undefined || remote === undefined ? undefined : { local, remote };
  }

  setFraming(framing: Framing): void {
    this.#framing = framing.type === 'text' && framing.fragment === 'off' ? undefined : framing;
  }

  ping(onPong: () => void): void {
    if (this.#ws.readyState !== WebSocket.OPEN) return onPong();
    this.#pings += 1;
    const data = Buffer.from(String(this.#pings));
    const listen = (answer: Buffer): void => {
      if (!answer.equals(data)) return;
      this.#ws.off('pong', listen);
      onPong();
    };
    this.#ws.on('pong', listen);
    this.#ws.ping(data);
  }

  close(code = 1000, reason = ''): void {
    this.#ws.close(code, reason);
  }

  terminate(): void {
    this.#ws.terminate();
  }

  onMessage(callback: (data: string | Uint8Array) => void): void {
    this.#messageCallbacks = this.#messageCallbacks.concat(callback);
  }

  onClose(callback: (code: number, reason: string) => void): void {
    this.#closeCallbacks = this.#closeCallbacks.concat(callback);
  }

  get bufferedBytes(): number {
    return this.#stream.writableLength;
  }
}

/**
 * Socket that sends everything through `ws`, for Bun: there, `ws` is a part of Bun, the TCP connection loses what the
 * system does not accept at once, and it never emits `drain`. `ws` keeps it, and calls back when it is sent.
 */
export class QueuedWsSocket extends WsSocket {
  readonly #ws: WebSocket;
  readonly #drainCallbacks: (() => void)[] = [];
  #framing: Framing = { type: 'text', fragment: 'off' };
  #hasBacklog = false;

  constructor(ws: WebSocket, stream: Duplex, frames: FrameWriter, maxBytes: number) {
    super(ws, stream, frames, maxBytes);
    this.#ws = ws;
  }

  override send(text: string): void {
    this.#write(stringToMessageBytes(text));
  }

  override sendAll(messages: readonly MessageBytes[]): boolean {
    for (const message of messages) this.#write(message);
    return !this.#hasBacklog;
  }

  /** Sends a message in one frame, or in several ones. */
  #write(message: MessageBytes): void {
    if (this.#ws.readyState !== WebSocket.OPEN) return;
    const payload = Buffer.allocUnsafe(message.byteLength);
    message.writeTo(payload, 0);
    const { type, fragment } = this.#framing;
    const size = fragment === 'off' ? payload.length : fragment;
    let at = 0;
    do {
      const part = payload.subarray(at, at + size);
      at += part.length;
      const options = { binary: type === 'binary', fin: at === payload.length };
      this.#ws.send(part, options, this.#sent);
    } while (at < payload.length);
    this.#hasBacklog = this.#ws.bufferedAmount > 0;
  }

  /** Called for each frame: the last one of a backlog finds the buffer empty. */
  readonly #sent = (): void => {
    if (!this.#hasBacklog || this.#ws.bufferedAmount > 0) return;
    this.#hasBacklog = false;
    for (const callback of this.#drainCallbacks) callback();
  };

  override onDrain(callback: () => void): void {
    this.#drainCallbacks.push(callback);
  }

  override setFraming(framing: Framing): void {
    this.#framing = framing;
  }

  override get bufferedBytes(): number {
    return this.#ws.bufferedAmount;
  }
}

/** Close code that `ws` sends for a frame that it refuses, and the reason. `undefined` for other errors. */
function refusalOf(
  error: Error,
  maxBytes: number,
): { readonly code: number; readonly reason: string } | undefined {
  const name = 'code' in error ? String(error.code) : '';
  if (name === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
    return { code: 1009, reason: `a frame has more than ${maxBytes} bytes` };
  }
  if (!name.startsWith('WS_ERR_')) return undefined;
  return { code: name === 'WS_ERR_INVALID_UTF8' ? 1007 : 1002, reason: error.message };
}

function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

function toUtf8(data: RawData): string {
  return Buffer.from(toBytes(data)).toString('utf8');
}
