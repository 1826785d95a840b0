import type { Server as HttpServer } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from '../log.js';
import type { TlsMaterial } from './tls/tls.js';
import { HANDSHAKE_RECORD, withTls } from './tls/tls-port.js';

/** A port that the server listens on. */
export interface ListeningPort {
  /** Port number; the one chosen by the system for 0. */
  readonly port: number;
  /** Resets the TCP connection of a request, also if the request came over TLS. */
  readonly reset: (stream: Duplex) => void;
  /** Stops listening and closes all connections. */
  close(): Promise<void>;
}

/** Address and TLS of a port. */
export interface PortInput {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Serves TLS in addition to plain HTTP. `undefined`: no TLS. */
  readonly tls: TlsMaterial | undefined;
  readonly logger: Logger;
}

/** Error: the port is in use. The message names the port and a remedy. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  /** The port that is in use. */
  readonly port: number;

  constructor(port: number, options?: ErrorOptions) {
    super(
      `port ${port} is in use: stop the program that listens there, or choose another port (0 for any free one)`,
      options,
    );
    this.port = port;
  }
}

/**
 * Listens for `http`. Rejects with {@link PortInUseError} if the port is in use, and with the system's error if it cannot
 * listen for another reason.
 */
export function openPort(http: HttpServer, input: PortInput): Promise<ListeningPort> {
  const server = input.tls === undefined ? http : withTls(http, input.tls, input.logger);
  explainBadRequests(http, input.logger);
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of connections) socket.destroy();
    });
  const reset = (stream: Duplex): void => {
    for (const socket of connections) if (isBelow(socket, stream)) socket.resetAndDestroy();
    stream.destroy();
  };
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(input.port, { cause: error }) : error);
    });
    server.listen(input.port, input.host, () => {
      server.removeAllListeners('error');
      resolve({ port: (server.address() as AddressInfo).port, reset, close });
    });
  });
}

/** Returns true if `socket` carries `stream`: it is the same, or the TCP connection below TLS, which has the same peer. */
function isBelow(socket: Socket, stream: Duplex): boolean {
  if (!(stream instanceof Socket)) return false;
  return socket.remotePort === stream.remotePort && socket.remoteAddress === stream.remoteAddress;
}

/** Answers requests that are not HTTP with 400, as node:http does by default, and logs an advice if a client used TLS. */
function explainBadRequests(http: HttpServer, logger: Logger): void {
  http.on('clientError', (error: Error & { readonly rawPacket?: Buffer }, socket: Duplex) => {
    if (error.rawPacket?.[0] === HANDSHAKE_RECORD) {
      logger.log(
        'warn',
        'A client uses TLS (wss, https), and this server does not: start it with --tls (tls: true), or give the client a ws URL.',
      );
    }
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
}
