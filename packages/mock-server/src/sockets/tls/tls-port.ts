/** Plain HTTP and TLS on the same port, distinguished by the first byte. */
import type { Server as HttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { Logger } from '../../log.js';
import { Departures } from './departures.js';
import type { TlsMaterial } from './tls.js';

/** First byte of a TLS connection: a handshake record (RFC 8446 §5.1). No HTTP method starts with it. */
export const HANDSHAKE_RECORD = 0x16;

/** Time after which a client that sends nothing is disconnected, in milliseconds. */
const SILENCE_MS = 30_000;

/**
 * Creates a server that passes its connections to `http`, decrypted if they use TLS. Call `listen` on it in place of
 * `http`; `http` itself never listens.
 */
export function withTls(http: HttpServer, tls: TlsMaterial, logger: Logger): Server {
  const departures = new Departures(http, tls.caFile, logger);
  const secure = createTlsServer(
    {
      cert: tls.cert,
      key: tls.key,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: SILENCE_MS,
    },
    (socket) => {
      departures.watch(socket);
      http.emit('connection', socket);
    },
  );
  secure.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    departures.report(error);
    socket.destroy();
  });
  // The same settings as those of a node:http server.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const disconnect = (): void => void socket.destroy();
    socket.on('error', disconnect);
    socket.setTimeout(SILENCE_MS, disconnect);
    socket.once('end', disconnect);
    peekFirstByte(socket, (byte) => {
      socket.setTimeout(0);
      socket.off('timeout', disconnect);
      socket.off('end', disconnect);
      socket.off('error', disconnect);
      if (byte !== HANDSHAKE_RECORD) return void http.emit('connection', socket);
      // As in a node:tls server: a client that disconnects during the handshake is gone.
      socket.allowHalfOpen = false;
      secure.emit('connection', socket);
    });
  });
  // An http server starts to disconnect clients with unfinished requests when it listens; this one never does.
  server.once('listening', () => http.emit('listening'));
  return server;
}

/** Reads the first byte without consuming it, and passes it to `callback`. */
function peekFirstByte(socket: Socket, callback: (byte: number) => void): void {
  const chunk = socket.read(1) as Buffer | null;
  const byte = chunk?.[0];
  if (chunk === null || byte === undefined) {
    socket.once('readable', () => {
      if (!socket.destroyed && !socket.readableEnded) peekFirstByte(socket, callback);
    });
    return;
  }
  socket.unshift(chunk);
  callback(byte);
}
