import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Journal } from '../journal.js';
import { FrameWriter } from './frame-writer.js';
import { createWebSocketServer, wsSocket } from './ws-socket.js';
import { MediaType, type Socket } from '@rtms-mock/protocol';

/** What becomes of an upgraded socket, by path (PROTOCOL.md §4.6). */
export interface GatewayRoutes {
  signaling(socket: Socket): void;
  /** `pathTypes`: media types that the path names, as a mask. Default all. */
  media(socket: Socket, pathTypes?: number): void;
  /** Live journal for the page and for people. */
  logs(socket: Socket): void;
}

const SIGNALING_PATHS = new Set(['/', '/signaling']);
const MEDIA_PATHS: ReadonlyMap<string, number> = new Map([
  ['/all', MediaType.ALL],
  ['/audio', MediaType.AUDIO],
  ['/video', MediaType.VIDEO],
  ['/transcript', MediaType.TRANSCRIPT],
  ['/share', MediaType.DESKSHARE],
  ['/chat', MediaType.CHAT],
]);

/** Media types that a clean path names, as a mask; all for any other path. */
export function mediaTypesOfPath(path: string): number {
  return MEDIA_PATHS.get(path) ?? MediaType.ALL;
}

/** Path of a request without query, doubled slashes and one at the end. */
function cleanPath(requestUrl: string): string {
  const [path = ''] = requestUrl.split('?', 1);
  return `/${path}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
}

/** A clean path below another; any other stays as it is. */
export function withoutBase(path: string, base: string): string {
  if (path === base) return '/';
  return base !== '' && path.startsWith(`${base}/`) ? path.slice(base.length) : path;
}

/** Which kind of socket a path asks for. On the media port the root counts as all media. */
export function routeOf(path: string, port: 'signaling' | 'media'): keyof GatewayRoutes | undefined {
  const clean = cleanPath(path);
  if (MEDIA_PATHS.has(clean)) return 'media';
  if (clean === '/logs') return 'logs';
  if (!SIGNALING_PATHS.has(clean)) return undefined;
  return port === 'media' && clean === '/' ? 'media' : port === 'signaling' ? 'signaling' : undefined;
}

/** What a gateway is told. */
export interface GatewayOptions {
  readonly port: 'signaling' | 'media';
  readonly routes: GatewayRoutes;
  /** Path of the public URL, which a proxy may take off or leave: `/rtms`. Default: none. */
  readonly base?: string;
  /** Whether a request may follow the journal, by its headers. */
  readonly mayFollowJournal: (headers: IncomingHttpHeaders) => boolean;
}

/** Sends each upgrade where its path says; what is no path of ours is answered with 404. */
export function attachGateway(
  http: Server,
  { port, routes, base = '', mayFollowJournal }: GatewayOptions,
): () => void {
  const wss = createWebSocketServer();
  const frames = new FrameWriter();
  const open = new Set<WebSocket>();
  http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // The client went away while shaking hands: nothing is lost.
    stream.on('error', () => stream.destroy());
    const asked = cleanPath(request.url ?? '/');
    const path = routeOf(asked, port) ? asked : withoutBase(asked, base);
    const route = routeOf(path, port);
    if (!route) {
      refuse(stream, '404 Not Found', `No WebSocket at ${path}`);
      return;
    }
    if (route === 'logs' && !mayFollowJournal(request.headers)) {
      refuse(stream, '403 Forbidden', 'Only programs and the page of this server may follow the journal.');
      return;
    }
    wss.handleUpgrade(request, stream, head, (ws) => {
      open.add(ws);
      ws.on('close', () => open.delete(ws));
      routes[route](wsSocket(ws, stream, frames), mediaTypesOfPath(path));
    });
  });
  return () => {
    for (const ws of open) ws.terminate();
    wss.close();
  };
}

function refuse(stream: Duplex, status: string, reason: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${reason}\n`);
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
