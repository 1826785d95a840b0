import type { Duplex } from 'node:stream';
import type { MessageBytes, Socket } from '@rtms-mock/protocol';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import type { FrameWriter } from './frame-writer.js';

/**
 * Longest frame that is held in memory, in bytes; `ws` closes the socket with 1009 beyond it. Well above what the
 * protocol takes, so that a message which is only too long for that is answered.
 */
const MAX_FRAME_BYTES = 1024 * 1024;

/** Accepts upgrades. Compression is off: it costs nine times the time on base64 audio. */
export function createWebSocketServer(): WebSocketServer {
  return new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES });
}

/**
 * A `ws` socket as the rest of the server sees it. The only file that knows `ws`, with the gateway's upgrade.
 *
 * `stream`: the connection below. Media goes there in frames of our own, several in one write: `ws` makes
 * two buffers and some objects for each frame. `frames` is shared by all sockets of a server. Without compression `ws` writes whole frames at once, so
 * the two never mix.
 */
export function wsSocket(ws: WebSocket, stream: Duplex, frames: FrameWriter): Socket {
  return new WsSocket(ws, stream, frames);
}

/** One object and no closures: with hundreds of connections, each further object is one more to be fetched. */
class WsSocket implements Socket {
  readonly #ws: WebSocket;
  readonly #stream: Duplex;
  readonly #frames: FrameWriter;
  #isEmpty = true;

  constructor(ws: WebSocket, stream: Duplex, frames: FrameWriter) {
    this.#ws = ws;
    this.#stream = stream;
    this.#frames = frames;
    // A frame that is too long or malformed: ws closes the socket itself with the fitting code.
    ws.on('error', () => {});
  }

  send(text: string): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.send(text);
  }

  sendAll(messages: readonly MessageBytes[]): boolean {
    if (this.#ws.readyState === WebSocket.OPEN) {
      this.#isEmpty = this.#frames.write(this.#stream, messages, this.#isEmpty);
    }
    return this.#isEmpty;
  }

  onDrain(callback: () => void): void {
    this.#stream.on('drain', callback);
  }

  close(code = 1000, reason = ''): void {
    this.#ws.close(code, reason);
  }

  terminate(): void {
    this.#ws.terminate();
  }

  onMessage(callback: (data: string | Uint8Array) => void): void {
    this.#ws.on('message', (data, isBinary) => callback(isBinary ? bytesOf(data) : textOf(data)));
  }

  onClose(callback: (code: number, reason: string) => void): void {
    this.#ws.on('close', (code, reason) => callback(code, reason.toString()));
  }

  get bufferedBytes(): number {
    return this.#stream.writableLength;
  }
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

function textOf(data: RawData): string {
  return Buffer.from(bytesOf(data)).toString('utf8');
}
