import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Journal } from './journal.js';
import { createWebSocketServer, wsSocket } from './sockets/ws-socket.js';
import type { Socket } from '@rtms-mock/protocol';

/** What becomes of an upgraded socket, by path (P§2.3). */
export interface GatewayRoutes {
  signaling(socket: Socket): void;
  media(socket: Socket): void;
  /** Live journal for the page and for people. */
  logs(socket: Socket): void;
}

const SIGNALING_PATHS = new Set(['/', '/signaling']);
const MEDIA_PATHS = new Set(['/all', '/audio', '/video', '/transcript', '/share', '/chat']);

/** Which kind of socket a path asks for. On the media port the root counts as all media. */
export function routeOf(path: string, port: 'signaling' | 'media'): keyof GatewayRoutes | undefined {
  const clean = path === '/' ? path : path.replace(/\/+/g, '/').replace(/\/$/, '');
  if (MEDIA_PATHS.has(clean)) return 'media';
  if (clean === '/logs') return 'logs';
  if (!SIGNALING_PATHS.has(clean)) return undefined;
  return port === 'media' && clean === '/' ? 'media' : port === 'signaling' ? 'signaling' : undefined;
}

/** Sends each upgrade where its path says; what is no path of ours is answered with 404. */
export function attachGateway(http: Server, port: 'signaling' | 'media', routes: GatewayRoutes): () => void {
  const wss = createWebSocketServer();
  const open = new Set<WebSocket>();
  http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // The client went away while shaking hands: nothing is lost.
    stream.on('error', () => stream.destroy());
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const route = routeOf(path, port);
    if (!route) {
      stream.end(
        `HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\nNo WebSocket at ${path}\n`,
      );
      return;
    }
    wss.handleUpgrade(request, stream, head, (ws) => {
      open.add(ws);
      ws.on('close', () => open.delete(ws));
      routes[route](wsSocket(ws));
    });
  });
  return () => {
    for (const ws of open) ws.terminate();
    wss.close();
  };
}

/** Streams every journal entry to a socket as one JSON text each, newest history first to catch up. */
export function followJournal(socket: Socket, journal: Journal): void {
  for (const entry of journal.find().slice(-200)) socket.send(JSON.stringify(entry));
  const stop = journal.subscribe((entry) => {
    // A page that does not read must not fill memory.
    if (socket.bufferedBytes < 1024 * 1024) socket.send(JSON.stringify(entry));
  });
  socket.onClose(stop);
}
