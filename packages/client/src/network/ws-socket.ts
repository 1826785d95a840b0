/** WebSockets: the only import of `ws`. */
import type { Socket } from '@rtms-mock/protocol';
import { WebSocket } from 'ws';
import type { Connect } from './connect.js';
import { proxyAgent } from './proxy.js';

/** How sockets are opened. */
export interface SocketOptions {
  /** Certificates to trust instead of Node's own, PEM. */
  readonly ca?: readonly string[];
  /** Default true. False takes any certificate. */
  readonly verifyCertificate?: boolean;
  /** `User-Agent` header. */
  readonly userAgent?: string;
  /** Goes through this proxy, `http:` or `https:`. Default: none. */
  readonly proxy?: URL;
}

/**
 * A way to open sockets. Compression is off: it costs nine times the time on base64 audio. Messages
 * larger than `ws`'s own limit of 100 MiB close the socket.
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
      if (!abandoned) handlers.opened(portOf(socket));
    });
    // Once open, an error is always followed by `close`, which says what there is to say.
    socket.on('error', (error) => {
      if (!opened && !abandoned) handlers.failed(error);
    });
    return () => {
      abandoned = true;
      socket.terminate();
    };
  };
}

function portOf(socket: WebSocket): Socket {
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: (code = 1000, reason = '') => socket.close(code, reason),
    terminate: () => socket.terminate(),
    onMessage: (callback) => {
      // Text comes as bytes too: readers that need no text then save making it.
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
