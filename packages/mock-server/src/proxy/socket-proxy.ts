/** Accepts WebSockets of apps, and opens one at the service for each. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ClientOptions, type ServerOptions, type WebSocket } from 'ws';
import type { Recording } from '../cassette/recording.js';
import { cut } from '../input/cut.js';
import type { Logger } from '../log.js';
import { ConcludingWebSocket } from '../sockets/ws-socket.js';
import { rewriteUrls } from './rewrite-urls.js';
import type { Route, Routes } from './routes.js';
import { relay } from './socket-relay.js';

/** Time until a side that does not answer a close is cut off, in milliseconds. */
const CLOSE_TIMEOUT_MS = 2000;

/** Time that the service may take to accept a WebSocket, in milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Max size of a message, in bytes: that of a service is not known. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** Bytes of a refusing response of the service that are passed on. */
const MAX_REFUSAL_BYTES = 64 * 1024;

/** Pings pass through to the other side, which answers them. The type declarations of `ws` lack `closeTimeout`. */
const COMMON = {
  autoPong: false,
  perMessageDeflate: false,
  maxPayload: MAX_MESSAGE_BYTES,
  closeTimeout: CLOSE_TIMEOUT_MS,
} as const satisfies ClientOptions & ServerOptions & { readonly closeTimeout: number };

/** Headers of an upgrade that belong to one connection, not to the app. */
const OWN_HEADERS = new Set(['host', 'connection', 'upgrade', 'content-length', 'transfer-encoding']);

/** Options of {@link SocketProxy}. */
export interface SocketProxyOptions {
  readonly routes: Routes;
  readonly recording: Recording;
  readonly logger: Logger;
  /** Called with the first successful handshake response of a signaling socket. */
  readonly onHandshake: (text: string) => void;
}

/** All relayed WebSockets. */
export class SocketProxy {
  readonly #options: SocketProxyOptions;
  readonly #server = new WebSocketServer({ noServer: true, WebSocket: ConcludingWebSocket, ...COMMON });
  readonly #open = new Set<WebSocket>();

  constructor(options: SocketProxyOptions) {
    this.#options = options;
  }

  /** Number of WebSockets that apps have open. */
  get openCount(): number {
    return this.#open.size;
  }

  /** Relays an upgrade, if the service accepts it too. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    // The app has left during the upgrade.
    stream.on('error', () => stream.destroy());
    const route = this.#options.routes.find(request.url ?? '/');
    if (route === undefined) {
      const reason = `No webhook has named an address for ${cut(request.url ?? '/')}, and there is no --upstream.`;
      this.#options.logger.log('warn', `Refused a WebSocket with HTTP 404: ${reason}`);
      return refuse(stream, '404 Not Found', `${reason}\n`);
    }
    const service = this.#connect(route, request, stream);
    service?.once('open', () => {
      this.#server.handleUpgrade(request, stream, head, (app) => this.#relay(route, app, service));
      // Nobody is left to relay for.
      if (stream.destroyed) service.terminate();
    });
    stream.once('close', () => {
      if (service?.readyState === ConcludingWebSocket.CONNECTING) service.terminate();
    });
  }

  /** Closes all WebSockets with 1001. */
  close(): void {
    for (const socket of this.#open) socket.close(1001, 'The recorder stops');
    this.#server.close();
  }

  /** Cuts all WebSockets that are still open. */
  terminate(): void {
    for (const socket of this.#open) socket.terminate();
  }

  #connect(route: Route, request: IncomingMessage, stream: Duplex): WebSocket | undefined {
    const failed = (error: unknown): void => {
      // Whoever refused the app, or the app itself, has ended the attempt.
      if (!stream.destroyed) this.#failed(route, stream, error);
    };
    try {
      const service = new ConcludingWebSocket(route.url, protocolsOf(request), {
        ...COMMON,
        handshakeTimeout: CONNECT_TIMEOUT_MS,
        headers: forwardedHeaders(request),
      });
      service.once('unexpected-response', (_, response) => this.#refused(route, stream, response));
      service.on('error', failed);
      // From now on, `close` follows an error.
      service.once('open', () => service.off('error', failed).on('error', () => {}));
      return service;
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  #relay(route: Route, app: WebSocket, service: WebSocket): void {
    const { recording, logger } = this.#options;
    const { url, socket, streamId } = route;
    const about = streamId === undefined ? {} : { streamId };
    const connection = recording.open({ socket, url, ...about });
    logger.log('info', `${socket} ${connection} is relayed to ${url}.`, about);
    this.#open.add(app);
    relay({
      app,
      service,
      recording,
      connection,
      rewrite: socket === 'signaling' ? (text) => this.#rewritten(text, route) : undefined,
      onEnd: (code, reason) => {
        this.#open.delete(app);
        const shown = reason === '' ? '' : ` (${cut(reason)})`;
        logger.log('info', `${socket} ${connection} is closed with code ${code}${shown}.`, about);
      },
    });
  }

  /** Media URLs are in the response to the handshake, which no other message precedes. */
  #rewritten(text: string, { streamId }: Route): string {
    if (!HANDSHAKE_RESPONSE.test(text)) return text;
    this.#options.onHandshake(text);
    const about = streamId === undefined ? {} : { streamId };
    return rewriteUrls(text, (url) => this.#options.routes.localUrl({ url, socket: 'media', ...about }));
  }

  #refused(route: Route, stream: Duplex, response: IncomingMessage): void {
    const { recording, logger } = this.#options;
    const status = `${response.statusCode ?? 502} ${response.statusMessage ?? ''}`.trim();
    logger.log('warn', `The service refuses a WebSocket at ${route.url} with HTTP ${status}.`);
    recording.note('upstream-refused', { url: route.url, status: response.statusCode });
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () =>
      refuse(stream, status, Buffer.concat(chunks).subarray(0, MAX_REFUSAL_BYTES).toString('utf8')),
    );
    response.on('error', () => stream.destroy());
  }

  #failed(route: Route, stream: Duplex, error: unknown): void {
    const { recording, logger } = this.#options;
    const reason = error instanceof Error ? error.message : String(error);
    logger.log('warn', `The service cannot be reached at ${route.url}: ${reason}`);
    recording.note('upstream-unreachable', { url: route.url, reason });
    refuse(stream, '502 Bad Gateway', `The service cannot be reached at ${route.url}: ${reason}\n`);
  }
}

const HANDSHAKE_RESPONSE = /"msg_type"\s*:\s*(?:2|"SIGNALING_HAND_SHAKE_RESP")\s*[,}]/;

function protocolsOf({ headers }: IncomingMessage): string[] {
  const given = headers['sec-websocket-protocol'];
  return given === undefined ? [] : given.split(',').map((name) => name.trim());
}

/** Headers of the app that the service gets too. */
function forwardedHeaders({ headers }: IncomingMessage): { [name: string]: string | string[] } {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || OWN_HEADERS.has(name) || name.startsWith('sec-websocket') ? [] : [[name, value]],
    ),
  );
}

function refuse(stream: Duplex, status: string, body: string): void {
  if (stream.destroyed) return;
  stream.once('finish', () => stream.destroy());
  stream.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
