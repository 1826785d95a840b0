/** The webhook server of `onWebhookEvent`, configured by the environment variables `ZM_RTMS_*`. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { RtmsError } from '../errors.js';
import { foreignText } from '../log-text.js';
import { isLogged, LogLevel, processLogger } from '../logger.js';
import { listenHosts } from './listen-hosts.js';
import { listenProblem } from './listen-problem.js';
import { createWebhookHandler, type RawWebhookCallback } from './webhook.js';

const DEFAULT_PORT = 8080;

let running: Server | undefined;

/** The same one, until it listens or has failed. The addresses of this machine take a turn of the event loop. */
let starting: Server | undefined;

/**
 * Starts a server for webhooks and returns it before it listens. One server per process: until it is closed or has failed,
 * a second call logs a warning and returns the same server. Environment variables:
 *
 * - `ZM_RTMS_PORT`: port, default 8080; 0 for any free port. `ZM_RTMS_PATH`: path, default `/`.
 * - `ZM_RTMS_HOST`: address to listen on. By default 127.0.0.1 and ::1, and all interfaces inside a container.
 * - `ZM_RTMS_CERT`, `ZM_RTMS_KEY`: paths of PEM files; with both, the server uses https.
 * - `ZM_RTMS_CA_WEBHOOK`: path of a PEM file; with it, clients must present a certificate of this authority.
 * - `ZM_RTMS_WEBHOOK_SECRET`, `ZOOM_SECRET_TOKEN`: see {@link createWebhookHandler}.
 *
 * A port in use is logged as an error and does not end the process, as in the SDK. Where the log is off, it is a warning of
 * the process.
 * @throws RtmsError `invalid-webhook-setup` if the port is not a port number, or only one of certificate and key
 * exists.
 */
export function onWebhookEvent(callback: RawWebhookCallback): Server {
  if (running !== undefined && (running.listening || running === starting)) {
    processLogger.log(LogLevel.WARN, 'webhook', 'The webhook server is already running');
    return running;
  }
  const port = portFrom(process.env['ZM_RTMS_PORT']);
  const path = process.env['ZM_RTMS_PATH'] || '/';
  const handler = createWebhookHandler(callback, path);
  const tls = tlsOptions(process.env);
  const server = tls ? createSecureServer(tls, handler) : createServer(handler);
  const { host, second, scope } = listenHosts(process.env, existsSync);
  server.on('error', (error) => {
    reportFailure(server.listening ? error.message : listenProblem(error, { port, host }));
  });
  server.listen({ port, ...(host !== undefined && { host }) }, () => {
    const address = server.address();
    const actual = typeof address === 'object' && address ? address.port : port;
    const url = `${tls ? 'https' : 'http'}://localhost:${actual}${path}`;
    processLogger.log(LogLevel.INFO, 'webhook', `Listening for webhooks at ${url} (${scope})`);
    if (second !== undefined) listenToo(server, actual, second);
  });
  running = server;
  starting = server;
  for (const event of ['listening', 'error', 'close']) {
    server.once(event, () => {
      if (starting === server) starting = undefined;
    });
  }
  return server;
}

/** Nobody would look for the reason in the app, so it is shown with the log off too. */
function reportFailure(problem: string): void {
  const line = `No webhooks are received: ${problem}`;
  if (isLogged(LogLevel.ERROR)) processLogger.log(LogLevel.ERROR, 'webhook', line);
  else process.emitWarning(line, { type: 'RtmsWarning' });
}

/** Passes the connections to a second address on to the server, until that is closed. */
function listenToo(server: Server, port: number, host: string): void {
  const companion = createTcpServer((socket) => server.emit('connection', socket));
  companion.on('error', (error: NodeJS.ErrnoException) => {
    // Many machines have no IPv6; 127.0.0.1 suffices there. Another program would receive what is sent to localhost.
    const isTaken = error.code === 'EADDRINUSE';
    const problem = isTaken ? `another program listens on port ${port} there` : foreignText(error.message);
    const line = `Webhooks are not received on ${host}: ${problem}`;
    processLogger.log(isTaken ? LogLevel.WARN : LogLevel.DEBUG, 'webhook', line);
  });
  companion.listen(port, host);
  companion.unref(); // the server itself decides how long the process lives
  server.once('close', () => companion.close());
}

function portFrom(value: string | undefined): number {
  if (!value) return DEFAULT_PORT;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new RtmsError('invalid-webhook-setup', `ZM_RTMS_PORT must be a port number, found "${value}"`);
}

/** The certificate and key; `undefined` for http. */
function tlsOptions(environment: NodeJS.ProcessEnv): ServerOptions | undefined {
  const cert = existingFile(environment['ZM_RTMS_CERT']);
  const key = existingFile(environment['ZM_RTMS_KEY']);
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new RtmsError(
      'invalid-webhook-setup',
      `https needs a certificate and a key: ${cert === undefined ? 'ZM_RTMS_CERT' : 'ZM_RTMS_KEY'} is not the path of a file`,
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
