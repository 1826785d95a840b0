/** Read me first: the reverse proxy of `rtms-mock record`, between an app and a service. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock } from '@rtms-mock/protocol';
import type { Recording, RecordingCounts } from '../cassette/recording.js';
import type { Credentials } from '../credentials.js';
import type { Logger } from '../log.js';
import { signalingUrl, type Reach } from '../server/urls.js';
import { openPort } from '../sockets/listening-port.js';
import type { TlsMaterial } from '../sockets/tls/tls.js';
import { Routes } from './routes.js';
import { SocketProxy } from './socket-proxy.js';
import { WebhookRelay, type WebhookResponse } from './webhook-relay.js';

/** Options of {@link startRecorder}. */
export interface RecorderOptions {
  /** Address to listen on. */
  readonly host: string;
  /** Port of webhooks and of all WebSockets; 0 takes any free one. */
  readonly port: number;
  /** Base of all advertised URLs, for services and apps that reach the proxy by another name. */
  readonly publicUrl: string | undefined;
  /** Serves wss too. */
  readonly tls: TlsMaterial | undefined;
  /** Service for WebSockets whose address no webhook has named. */
  readonly upstream: string | undefined;
  /** Receiver of the app. */
  readonly webhookUrl: string;
  /** Accepts a receiver whose TLS certificate cannot be verified. */
  readonly webhookInsecure: boolean;
  readonly credentials: () => Credentials;
  readonly recording: Recording;
  /** Called with each handshake response of a signaling socket. */
  readonly onHandshake: (text: string) => void;
  readonly logger: Logger;
  /** Real time. */
  readonly clock: Clock;
}

/** A proxy that runs. */
export interface Recorder {
  readonly port: number;
  /** URL for the webhooks of the service. */
  readonly webhookUrl: string;
  /** URL for apps that do not wait for a webhook. */
  readonly signalingUrl: string;
  /** Counters of what was recorded so far. */
  readonly counts: RecordingCounts;
  /** Closes all WebSockets with 1001 and stops. Resolves when everything is recorded. */
  close(): Promise<void>;
}

/** Max size of a webhook, in bytes. */
const MAX_WEBHOOK_BYTES = 1024 * 1024;

/** Time in which apps may answer the close of their WebSockets, in milliseconds. */
const CLOSE_MS = 500;

/**
 * Starts the proxy.
 *
 * @throws PortInUseError, or the error of the system, if it cannot listen
 */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  const { logger, recording, clock } = options;
  const http = createServer();
  const input = { host: options.host, port: options.port, tls: options.tls, logger };
  const listening = await openPort(http, input);
  const reach: Reach = {
    host: options.host,
    port: listening.port,
    mediaPort: listening.port,
    publicUrl: options.publicUrl,
    secure: options.tls !== undefined,
  };
  const base = signalingUrl(reach);
  const routes = new Routes(base, options.upstream);
  const webhooks = new WebhookRelay({
    webhookUrl: options.webhookUrl,
    credentials: options.credentials,
    insecure: options.webhookInsecure,
    routes,
    recording,
    logger,
    clock,
  });
  const sockets = new SocketProxy({ routes, recording, logger, onHandshake: options.onHandshake });
  http.on('request', (request, response) => {
    serve(request, response, webhooks).catch((error: unknown) => {
      // The service has left in the middle of its request.
      logger.log('warn', `A webhook is not forwarded: ${String(error)}`);
      response.destroy();
    });
  });
  http.on('upgrade', (request, stream, head) => sockets.upgrade(request, stream, head));
  return {
    port: listening.port,
    webhookUrl: `${base.replace(/^ws/, 'http')}/webhook`,
    signalingUrl: base,
    get counts() {
      return recording.counts;
    },
    close: async () => {
      webhooks.stop();
      sockets.close();
      if (sockets.openCount > 0) await new Promise<void>((resolve) => clock.after(CLOSE_MS, resolve));
      sockets.terminate();
      await listening.close();
      await recording.end();
    },
  };
}

/** Serves one HTTP request: a webhook at any path, or a question whether the proxy runs. */
async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  webhooks: WebhookRelay,
): Promise<void> {
  if (request.method === 'GET' && request.url === '/health') return answer(response, 200, '{"status":"ok"}');
  if (request.method !== 'POST') {
    return answer(response, 405, '{"error":{"code":"method","message":"POST webhooks here."}}');
  }
  const body = await readBody(request);
  if (body === undefined) {
    return answer(response, 413, '{"error":{"code":"too-large","message":"A webhook has at most 1 MiB."}}');
  }
  const result: WebhookResponse = await webhooks.receive({ headers: request.headers, body });
  answer(response, result.status, result.body);
}

/** Reads the body; `undefined` if it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_WEBHOOK_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answer(response: ServerResponse, status: number, body: string): void {
  const isJson = body.startsWith('{') || body.startsWith('[');
  const type = isJson ? 'application/json' : 'text/plain; charset=utf-8';
  response.writeHead(status, { 'content-type': type }).end(body);
}
