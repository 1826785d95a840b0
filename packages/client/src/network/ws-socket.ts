/** WebSockets: the only import of `ws`. */
import type { Socket } from '@rtms-mock/protocol';
import { WebSocket } from 'ws';
import type { Connect } from './connect.js';
import { proxyAgent } from './proxy.js';

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
}

/**
 * A function that opens WebSockets. Compression is off: with it, Base64 audio takes nine times the CPU time.
 * Messages above the 100 MiB limit of `ws` close the socket.
 */
export function webSocketConnect(options: SocketOptions = {}): Connect {
  return (url, handlers) => {
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      rejectUnauthorized: options.verifyCertificate ?? true,
      ...(options.ca && { ca: [...options.ca] }),
      ...(options.proxy && { agent: proxyAgent(options.proxy, /^wss:/i.test(url)) }),
      ...(options.userAgent !== undefined && { headers: { 'User-Agent': options.userAgent } }),
    });
    let opened = false;
    let abandoned = false;
    socket.once('open', () => {
      opened = true;
      if (!abandoned) handlers.opened(socketOf(socket));
    });
    // After `open`, `close` follows every error and reports it.
    socket.on('error', (error) => {
      if (!opened && !abandoned) handlers.failed(error);
    });
    return () => {
      abandoned = true;
      socket.terminate();
    };
  };
}

function socketOf(socket: WebSocket): Socket {
  return {
    send: (data) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
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
    onClose: (callback) => {
      socket.once('close', (code, reason) => callback(code, reason.toString()));
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
  };
}
