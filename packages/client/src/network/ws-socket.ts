/** WebSockets: the only import of `ws`. */
import type { createConnection } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import { messageOf } from '../errors.js';
import type { ClientSocket, Connect } from './connect.js';
import { proxyAgent } from './proxy.js';
import { CAN_SHARE_READS, SharedRead } from './shared-read.js';
import type { SocketTape, Tape } from './tape.js';

/** Options of sockets. */
export interface SocketOptions {
  /** PEM certificates to trust instead of Node's own. */
  readonly ca?: readonly string[];
  /**
   * False accepts any certificate.
   * @default true
   */
  readonly verifyCertificate?: boolean;
  /** `User-Agent` header. */
  readonly userAgent?: string;
  /** Proxy to connect through, `http:` or `https:`. */
  readonly proxy?: URL;
  /**
   * Cassette in which the sockets are recorded.
   * @default none
   */
  readonly tape?: Tape;
}

/**
 * Time in ms after which a socket is destroyed whose peer does not answer the close. With the 30 s of `ws` the
 * process would live that much longer.
 */
const CLOSE_TIMEOUT_MS = 2000;

/** The type declarations of `ws` lack `closeTimeout`. */
type SocketClientOptions = ClientOptions & { readonly closeTimeout: number };

/**
 * A function that opens WebSockets. Compression is off: with it, Base64 audio takes nine times the CPU time.
 * Messages above the 100 MiB limit of `ws` close the socket.
 */
export function webSocketConnect(options: SocketOptions = {}): Connect {
  return (url, handlers) => {
    let opened = false;
    let abandoned = false;
    const failed = (error: Error): void => {
      if (!opened && !abandoned) handlers.failed(error);
    };
    const read = canShareReads(url, options) ? new SharedRead() : undefined;
    const created = createSocket(url, options, read);
    if (created instanceof Error) {
      queueMicrotask(() => failed(created));
      return () => {
        abandoned = true;
      };
    }
    created.once('open', () => {
      opened = true;
      read?.begin();
      if (!abandoned) handlers.opened(socketOf(created, read, options.tape?.socket(url)));
    });
    // After `open`, `close` follows every error and reports it.
    created.on('error', failed);
    return () => {
      abandoned = true;
      created.terminate();
    };
  };
}

/** A cassette has all frames, which `ws` passes on; TLS and proxies have connections of their own. */
function canShareReads(url: string, { proxy, tape }: SocketOptions): boolean {
  return CAN_SHARE_READS && /^ws:/i.test(url) && proxy === undefined && tape === undefined;
}

/** A socket that connects, or the error of an invalid URL or header: media URLs are sent by the server. */
function createSocket(url: string, options: SocketOptions, read: SharedRead | undefined): WebSocket | Error {
  if (!/^wss?:\/\//i.test(url)) return new Error('the URL must begin with ws:// or wss://');
  try {
    const clientOptions: SocketClientOptions = {
      perMessageDeflate: false,
      closeTimeout: CLOSE_TIMEOUT_MS,
      rejectUnauthorized: options.verifyCertificate ?? true,
      ...(options.ca && { ca: [...options.ca] }),
      ...(options.proxy && { agent: proxyAgent(options.proxy, /^wss:/i.test(url)) }),
      // `ws` calls it with an object only.
      ...(read && { createConnection: read.createConnection as typeof createConnection }),
      ...(options.userAgent !== undefined && { headers: { 'User-Agent': options.userAgent } }),
    };
    return new WebSocket(url, clientOptions);
  } catch (error) {
    return error instanceof Error ? error : new Error(messageOf(error));
  }
}

function socketOf(socket: WebSocket, read?: SharedRead, tape?: SocketTape): ClientSocket {
  if (tape) recordFrames(socket, tape);
  // The reason of a close with code 1006: an invalid frame, a message that is too large, a reset connection.
  let problem = '';
  socket.on('error', (error) => {
    problem = error.message;
    read?.end();
  });
  return {
    send: (data) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(data);
      tape?.sent(data);
    },
    close: (code = 1000, reason = '') => socket.close(code, reason),
    terminate: () => socket.terminate(),
    onMessage: (callback) => {
      // Text messages stay bytes, so that the reader of media need not convert them to a string.
      socket.on('message', (data) => {
        callback(
          Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]),
        );
      });
    },
    ...(read && {
      offerText: (take) => {
        read.take = take;
      },
    }),
    onClose: (callback) => {
      socket.once('close', (code, reason) => callback(code, reason.toString() || problem));
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
  };
}

/** Records what the socket receives, and its end. */
function recordFrames(socket: WebSocket, tape: SocketTape): void {
  socket.on('message', (data: Buffer, isBinary) => tape.received(data, isBinary));
  socket.on('ping', (data) => tape.pinged(data));
  let first: 'client' | 'server' | undefined;
  // Called by the client with a code, and by `ws` itself for a close frame of the server.
  const close = socket.close.bind(socket);
  socket.close = (code, reason) => {
    first ??= typeof reason === 'string' ? 'client' : 'server';
    close(code, reason);
  };
  socket.on('close', (code, reason) => tape.closed(code, reason.toString(), first === 'client'));
}
