import { createServer, type Server } from 'node:http';
import type { Logger } from '../log.js';
import { openPort, type ListeningPort } from '../sockets/listening-port.js';
import type { TlsMaterial } from '../sockets/tls/tls.js';

/** The two ports of a server, which nothing answers yet. */
export interface ServerPorts {
  /** Server of signaling, HTTP API and page. */
  readonly http: Server;
  /** Server of media. */
  readonly mediaHttp: Server;
  readonly signaling: ListeningPort;
  readonly media: ListeningPort;
}

/** Address of the ports. */
export interface PortsInput {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** 0 for any free port. */
  readonly mediaPort: number;
  readonly logger: Logger;
}

/**
 * Listens on both ports of a server.
 *
 * @throws {PortInUseError} if one is in use; the other is closed again
 */
export async function openPorts(
  { host, port, mediaPort, logger }: PortsInput,
  tls: TlsMaterial | undefined,
): Promise<ServerPorts> {
  const http = createServer();
  const mediaHttp = createServer((_request, response) => {
    response.writeHead(426, { 'content-type': 'text/plain', upgrade: 'websocket' });
    response.end('This is the media port of rtms-mock: WebSocket only. The page is on the signaling port.\n');
  });
  const signaling = await openPort(http, { host, port, tls, logger });
  try {
    const media = await openPort(mediaHttp, { host, port: mediaPort, tls, logger });
    return { http, mediaHttp, signaling, media };
  } catch (error) {
    await signaling.close();
    throw error;
  }
}
