import type { Duplex } from 'node:stream';
import type { Socket } from '@rtms-mock/protocol';
import { WebSocket, WebSocketServer, type RawData } from 'ws';

/** Longest message taken from a client, in bytes (design §11). */
export const MAX_INBOUND_BYTES = 64 * 1024;

/** Accepts upgrades. Compression is off: it costs nine times the time on base64 audio. */
export function createWebSocketServer(): WebSocketServer {
  return new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_INBOUND_BYTES });
}

/** First byte of a text frame that is whole. */
const TEXT_FRAME = 0x81;

/**
 * A `ws` socket as the rest of the server sees it. The only file that knows `ws`, with the gateway's upgrade.
 *
 * `stream`: the connection below. Several frames go there in one write, framed here: `ws` makes two
 * buffers and some objects for each frame, which costs more than all else that is done for 20 ms of audio.
 * Without compression `ws` writes whole frames at once, so the two never mix.
 */
export function wsSocket(ws: WebSocket, stream: Duplex): Socket {
  // A frame that is too long or malformed: ws closes the socket itself with the fitting code.
  ws.on('error', () => {});
  return {
    send: (text) => {
      if (ws.readyState === WebSocket.OPEN) ws.send(text);
    },
    sendAll: (texts) => {
      if (ws.readyState !== WebSocket.OPEN) return;
      let bytes = '';
      for (const text of texts) bytes += frameOf(text);
      stream.write(bytes, 'latin1');
    },
    onDrain: (callback) => {
      stream.on('drain', callback);
    },
    close: (code = 1000, reason = '') => ws.close(code, reason),
    terminate: () => ws.terminate(),
    onMessage: (callback) => {
      ws.on('message', (data, isBinary) => callback(isBinary ? bytesOf(data) : textOf(data)));
    },
    onClose: (callback) => {
      ws.on('close', (code, reason) => callback(code, reason.toString()));
    },
    get bufferedBytes() {
      return ws.bufferedAmount;
    },
  };
}

/** A text frame as one character per byte: media is ASCII, and such strings are written without a copy. */
function frameOf(text: string): string {
  const length = Buffer.byteLength(text);
  return headerOf(length) + (length === text.length ? text : Buffer.from(text).toString('latin1'));
}

function headerOf(length: number): string {
  if (length < 126) return String.fromCharCode(TEXT_FRAME, length);
  if (length < 65_536) return String.fromCharCode(TEXT_FRAME, 126, length >> 8, length & 255);
  const bytes = Buffer.alloc(10);
  bytes[0] = TEXT_FRAME;
  bytes[1] = 127;
  bytes.writeBigUInt64BE(BigInt(length), 2);
  return bytes.toString('latin1');
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

function textOf(data: RawData): string {
  return Buffer.from(bytesOf(data)).toString('utf8');
}
