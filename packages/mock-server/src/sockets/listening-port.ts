import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from '../log.js';
import type { TlsMaterial } from './tls/tls.js';
import { HANDSHAKE_RECORD, withTls } from './tls/tls-port.js';

/** A port that is listened on. */
export interface ListeningPort {
  readonly port: number;
  /** Stops listening and drops every connection. */
  close(): Promise<void>;
}

export interface PortInput {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Serves TLS as well as plain text. */
  readonly tls: TlsMaterial | undefined;
  readonly logger: Logger;
}

/** The port is taken. The message names it and what to do. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly port: number;

  constructor(port: number, options?: ErrorOptions) {
    super(
      `port ${port} is in use: stop what listens there, or choose another port (0 takes any free one)`,
      options,
    );
    this.port = port;
  }
}

/** Listens for `http`. Rejects with {@link PortInUseError} when the port is taken. */
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
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(input.port, { cause: error }) : error);
    });
    server.listen(input.port, input.host, () => {
      server.removeAllListeners('error');
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });
}

/** Answers what is no HTTP as node:http does by itself, and says so when it was TLS. */
function explainBadRequests(http: HttpServer, logger: Logger): void {
  http.on('clientError', (error: Error & { readonly rawPacket?: Buffer }, socket: Duplex) => {
    if (error.rawPacket?.[0] === HANDSHAKE_RECORD) {
      logger.log(
        'warn',
        'A client speaks TLS (wss, https) and this server does not: start it with --tls (tls: true), or give the client a ws URL.',
      );
    }
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
}
