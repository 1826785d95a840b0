import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Journal, JournalEntry } from '../journal.js';
import { cut } from '../input/cut.js';
import { FrameWriter } from './frame-writer.js';
import { createWebSocketServer, MAX_FRAME_BYTES, MAX_LIVE_BYTES, wsSocket } from './ws-socket.js';
import { MediaType, type Socket } from '@rtms-mock/protocol';

/** Handlers of upgraded sockets, by path (PROTOCOL.md §4.6). */
export interface GatewayRoutes {
  /** Signaling connections. */
  /** `instance`: the server instance that the path names. Default: 1. */
  signaling(socket: Socket, instance?: number): void;
  /** `pathTypes`: media types that the path names, as a mask. Default: all. `instance`: as for signaling. */
  media(socket: Socket, pathTypes?: number, instance?: number): void;
  /** Delivery of webhooks on a WebSocket (PROTOCOL.md §6.8). */
  webhooks(socket: Socket, request: SocketRequest): void;
  /** Live journal, for the control page and for programs. */
  logs(socket: Socket, request: SocketRequest): void;
  /** Changes of state, statistics and log lines, for the control page and for programs. */
  events(socket: Socket, request: SocketRequest): void;
  /** Copy of the media of a stream. */
  watch(socket: Socket, request: SocketRequest): void;
  /** Live media of a participant. */
  live(socket: Socket, request: SocketRequest): void;
}

/** Path and query of a socket. */
export interface SocketRequest {
  /** Stream that the path names; `undefined` if it names none. */
  readonly streamId: string | undefined;
  /** Query parameters. */
  readonly query: URLSearchParams;
  /** Headers of the upgrade. */
  readonly headers: IncomingHttpHeaders;
}

/** Handlers of the sockets that apps open, and of the journal. */
export type AppRoutes = Pick<GatewayRoutes, 'signaling' | 'media' | 'logs'>;

/** Handlers of the sockets of the HTTP API. */
export type ApiRoutes = Omit<GatewayRoutes, keyof AppRoutes | 'webhooks'>;

const SIGNALING_PATHS = new Set(['/', '/signaling']);
const WEBHOOK_PATH = '/ws';
const MEDIA_PATHS: ReadonlyMap<string, number> = new Map([
  ['/all', MediaType.ALL],
  ['/audio', MediaType.AUDIO],
  ['/video', MediaType.VIDEO],
  ['/transcript', MediaType.TRANSCRIPT],
  ['/share', MediaType.DESKSHARE],
  ['/chat', MediaType.CHAT],
]);

/** Returns the media types that a normalized path names, as a mask; all for any other path. */
export function mediaTypesOfPath(path: string): number {
  return MEDIA_PATHS.get(path) ?? MediaType.ALL;
}

/** Removes the query, doubled slashes and a trailing slash. */
function normalizePath(requestUrl: string): string {
  const [path = ''] = requestUrl.split('?', 1);
  return `/${path}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
}

/** Removes `base` from the start of a normalized path. Returns any other path unchanged. */
export function withoutBase(path: string, base: string): string {
  if (path === base) return '/';
  return base !== '' && path.startsWith(`${base}/`) ? path.slice(base.length) : path;
}

/** The part of a normalized path that names a server instance (PROTOCOL.md §6.7). */
const INSTANCE = /^\/instance\/(\d+)(?=\/|$)/;

/** Removes the part of a normalized path that names a server instance: all are served here. */
export function withoutInstance(path: string): string {
  const rest = path.replace(INSTANCE, '');
  return rest === '' ? '/' : rest;
}

/** Returns the server instance that a normalized path names; 1 if it names none. */
function instanceOf(path: string): number {
  return Number(INSTANCE.exec(path)?.[1] ?? 1);
}

/** Returns the kind of socket that a path requests. On the media port, `/` requests all media. */
export function routeOf(path: string, port: 'signaling' | 'media'): keyof GatewayRoutes | undefined {
  const clean = withoutInstance(normalizePath(path));
  if (MEDIA_PATHS.has(clean)) return 'media';
  if (clean === '/logs') return 'logs';
  if (port === 'signaling' && clean === WEBHOOK_PATH) return 'webhooks';
  if (port === 'signaling' && clean === '/api/events') return 'events';
  if (port === 'signaling') {
    const name = /^\/api\/meetings\/[^/]+\/(live|watch)$/.exec(clean)?.[1];
    if (name === 'live' || name === 'watch') return name;
  }
  if (!SIGNALING_PATHS.has(clean)) return undefined;
  return port === 'media' && clean === '/' ? 'media' : port === 'signaling' ? 'signaling' : undefined;
}

/** Returns the stream id in a path such as `/api/meetings/ID/watch`; `undefined` if there is none. */
function streamIdOf(path: string): string | undefined {
  const encoded = /^\/api\/meetings\/([^/]+)\//.exec(path)?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    // No stream has an id that is not encoded correctly.
    return encoded;
  }
}

function queryOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start));
}

/** Returns the paths of a port at which apps open WebSockets. */
export function pathsOf(port: 'signaling' | 'media'): readonly string[] {
  return [...SIGNALING_PATHS, ...MEDIA_PATHS.keys(), WEBHOOK_PATH].filter(
    (path) => routeOf(path, port) !== undefined,
  );
}

/** An upgrade that was neither accepted nor refused yet. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly stream: Duplex;
  /** First bytes after the request. */
  readonly head: Buffer;
  /** Stream that the path names; `undefined` if it names none. */
  readonly streamId: string | undefined;
}

/** Options of a gateway. */
export interface GatewayOptions {
  readonly port: 'signaling' | 'media';
  readonly routes: GatewayRoutes;
  /**
   * Path of the public URL, such as `/rtms`. A proxy may remove or keep it.
   * @default none
   */
  readonly base?: string;
  /** Returns why an upgrade is refused; `undefined` if it is accepted. */
  readonly refuse: (
    route: keyof GatewayRoutes,
    request: IncomingMessage,
  ) => UpgradeRefusal | 'reset' | undefined;
  /**
   * Takes over an upgrade that another process may have to answer; `accept` answers it here.
   * @default all are answered here
   */
  readonly divert?: ((route: keyof GatewayRoutes, upgrade: Upgrade, accept: () => void) => void) | undefined;
  /** Resets the TCP connection of an upgrade. */
  readonly reset: (stream: Duplex) => void;
  /** Called for an upgrade at a path that the port does not have. `path` is shortened. */
  readonly onUnknownPath: (path: string, port: 'signaling' | 'media') => void;
  /**
   * Order in which WebSockets are accepted that are opened at the same time.
   * @default that in which their requests arrive
   */
  readonly arrivals?: ArrivalOrder | undefined;
  /** Called for an unexpected exception during an upgrade, after its connection is destroyed. */
  readonly onError: (error: unknown) => void;
}

/** Order in which WebSockets are accepted. */
export interface ArrivalOrder {
  /** A connection has been accepted. */
  connected(stream: Duplex): void;
  /** A connection has sent a request that is no upgrade. */
  requested(stream: Duplex): void;
  /** A connection has requested an upgrade: `open` is to be called when it is its turn. */
  upgrade(stream: Duplex, path: string, open: () => void): void;
}

/** The HTTP response to a refused upgrade. */
export interface UpgradeRefusal {
  /** Status code and reason phrase: `403 Forbidden`. */
  readonly status: string;
  /** One sentence that says what to do instead. */
  readonly reason: string;
}

/**
 * Accepts WebSocket upgrades and passes each socket to the handler of its path. Other paths get 404. Returns a function
 * that closes the gateway and terminates its sockets.
 */
export function attachGateway(
  http: Server,
  { port, routes, base = '', refuse, divert, reset, arrivals, onUnknownPath, onError }: GatewayOptions,
): () => void {
  const servers = {
    small: createWebSocketServer(MAX_FRAME_BYTES),
    large: createWebSocketServer(MAX_LIVE_BYTES),
  };
  const frames = new FrameWriter();
  const open = new Set<WebSocket>();
  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    stream.on('error', destroyOnError);
    const requested = normalizePath(request.url ?? '/');
    const full = routeOf(requested, port) ? requested : withoutBase(requested, base);
    const path = withoutInstance(full);
    const route = routeOf(path, port);
    if (!route) {
      onUnknownPath(cut(path), port);
      refuseUpgrade(stream, { status: '404 Not Found', reason: `No WebSocket at ${cut(path)}` });
      return;
    }
    const refusal = refuse(route, request);
    if (refusal === 'reset') return reset(stream);
    if (refusal !== undefined) return refuseUpgrade(stream, refusal);
    const maxBytes = route === 'live' ? MAX_LIVE_BYTES : MAX_FRAME_BYTES;
    const streamId = streamIdOf(path);
    const { url = '/', headers } = request;
    const complete = (): void =>
      servers[route === 'live' ? 'large' : 'small'].handleUpgrade(request, stream, head, (ws) => {
        open.add(ws);
        ws.on('close', () => open.delete(ws));
        const socket = wsSocket(ws, stream, frames, maxBytes);
        if (route === 'media') routes.media(socket, mediaTypesOfPath(path), instanceOf(full));
        else if (route === 'signaling') routes.signaling(socket, instanceOf(full));
        else routes[route](socket, { streamId, query: queryOf(url), headers });
      });
    if (divert) divert(route, { request, stream, head, streamId }, complete);
    else complete();
  };
  const accept = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    try {
      upgrade(request, stream, head);
    } catch (error) {
      stream.destroy();
      onError(error);
    }
  };
  http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    if (arrivals === undefined) return accept(request, stream, head);
    stream.on('error', destroyOnError);
    arrivals.upgrade(stream, request.url ?? '/', () => accept(request, stream, head));
  });
  if (arrivals !== undefined) observe(http, arrivals);
  return () => {
    for (const ws of open) ws.terminate();
    for (const wss of Object.values(servers)) wss.close();
  };
}

/** The client disconnected during the upgrade. There is nothing to clean up. */
function destroyOnError(this: Duplex): void {
  this.destroy();
}

/** Notifies the order of arrivals of connections and of requests that are no upgrades. */
function observe(http: Server, arrivals: ArrivalOrder): void {
  http.on('connection', (stream: Duplex) => arrivals.connected(stream));
  http.on('request', ({ socket }: IncomingMessage) => arrivals.requested(socket));
}

/** Answers an upgrade with an HTTP response, and closes its connection. */
export function refuseUpgrade(stream: Duplex, { status, reason }: UpgradeRefusal): void {
  // A client that never closes its side must not keep the connection.
  stream.once('finish', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${reason}\n`);
}

/** Number of entries that a follower of the journal receives first. */
const CATCH_UP_ENTRIES = 200;

/** Bytes that wait for a follower that does not read; entries above them are not sent to it. */
const MAX_FOLLOWER_BYTES = 1024 * 1024;

/** Sends the last 200 journal entries to a socket, then each new entry, as one JSON string per entry. */
export function followJournal(socket: Socket, journal: Journal): void {
  const send = (entry: JournalEntry): void => {
    if (socket.bufferedBytes < MAX_FOLLOWER_BYTES) socket.send(JSON.stringify(entry));
  };
  journal.newest(CATCH_UP_ENTRIES).forEach(send);
  const stop = journal.subscribe(send);
  socket.onClose(stop);
}
