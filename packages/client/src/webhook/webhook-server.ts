/** The webhook server of `onWebhookEvent`, as `ZM_RTMS_*` describe it. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import { RtmsError } from '../errors.js';
import { LogLevel, processLogger } from '../logger.js';
import { createWebhookHandler, type RawWebhookCallback } from './webhook.js';

const DEFAULT_PORT = 8080;

let running: Server | undefined;

/**
 * Starts a server for webhooks and returns it, listening soon. One per process: while it listens, a second
 * call warns and returns the first. Read from the environment:
 *
 * - `ZM_RTMS_PORT`: default 8080; 0 takes any free port. `ZM_RTMS_PATH`: default `/`.
 * - `ZM_RTMS_CERT`, `ZM_RTMS_KEY`: files, PEM; with both the server speaks https.
 * - `ZM_RTMS_CA_WEBHOOK`: file; with it callers must show a certificate of this authority.
 * - `ZM_RTMS_WEBHOOK_SECRET`, `ZOOM_SECRET_TOKEN`: see {@link createWebhookHandler}.
 *
 * A port that is in use is logged as an error and does not end the process, as in the SDK.
 */
export function onWebhookEvent(callback: RawWebhookCallback): Server {
  if (running?.listening) {
    processLogger.log(LogLevel.WARN, 'webhook', 'The webhook server is running already');
    return running;
  }
  const port = portFrom(process.env['ZM_RTMS_PORT']);
  const path = process.env['ZM_RTMS_PATH'] || '/';
  const handler = createWebhookHandler(callback, path);
  const tls = tlsOptions(process.env);
  const server = tls ? createSecureServer(tls, handler) : createServer(handler);
  server.on('error', (error: NodeJS.ErrnoException) => {
    const problem =
      error.code === 'EADDRINUSE'
        ? `Port ${port} is in use: stop the other program, or set ZM_RTMS_PORT`
        : error.message;
    processLogger.log(LogLevel.ERROR, 'webhook', `The webhook server failed: ${problem}`);
  });
  server.listen(port, () => {
    const address = server.address();
    const actual = typeof address === 'object' && address ? address.port : port;
    const url = `${tls ? 'https' : 'http'}://localhost:${actual}${path}`;
    processLogger.log(LogLevel.INFO, 'webhook', `Listening for webhooks at ${url}`);
  });
  running = server;
  return server;
}

function portFrom(value: string | undefined): number {
  if (!value) return DEFAULT_PORT;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new RtmsError('invalid-webhook-setup', `ZM_RTMS_PORT must be a port number, found "${value}"`);
}

/** `undefined`: plain http. */
function tlsOptions(environment: NodeJS.ProcessEnv): ServerOptions | undefined {
  const cert = existingFile(environment['ZM_RTMS_CERT']);
  const key = existingFile(environment['ZM_RTMS_KEY']);
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new RtmsError(
      'invalid-webhook-setup',
      `Both certificate and key are needed for https: ${cert === undefined ? 'ZM_RTMS_CERT' : 'ZM_RTMS_KEY'} names no file`,
    );
  }
  const ca = existingFile(environment['ZM_RTMS_CA_WEBHOOK']);
  return {
    cert: readFileSync(cert),
    key: readFileSync(key),
    ...(ca !== undefined && { ca: readFileSync(ca), requestCert: true, rejectUnauthorized: true }),
  };
}

function existingFile(path: string | undefined): string | undefined {
  return path && existsSync(path) ? path : undefined;
}
