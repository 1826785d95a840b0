/**
 * Receives webhooks: a handler for any Node HTTP server or Express app. webhook-server.ts has the server that the
 * environment variables configure.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerUrlValidation, verifyWebhook } from '@rtms-mock/protocol/signature';
import { guarded } from '../sdk/guarded.js';
import { messageOf } from '../errors.js';
import { LogLevel, processLogger } from '../logger.js';
import { systemClock } from '../network/system-clock.js';

/** Body of a webhook: `event`, `event_ts`, `payload`. */
// oxlint-disable-next-line typescript/no-explicit-any -- as the SDK declares it: programs read payload fields unchecked
export type WebhookBody = Record<string, any>;

/** Receives the body. The response, 200 `{"status":"ok"}`, is sent before the call. */
export type WebhookCallback = (body: WebhookBody) => void | Promise<void>;

/**
 * Receives the body, the request and the response. A function that declares three parameters must send the
 * response itself. For one that declares fewer, it is sent as for {@link WebhookCallback}.
 */
export type RawWebhookCallback = (
  body: WebhookBody,
  req: IncomingMessage,
  res: ServerResponse,
) => void | Promise<void>;

/** Options of a handler. Not part of the SDK. */
export interface WebhookHandlerOptions {
  /**
   * Secret token of the app. With it, webhooks with a wrong, old or missing signature get response 401, and the
   * callback is not called.
   * @default no verification, as in the SDK
   */
  readonly secretToken?: string;
}

/** A request handler for `http.createServer` and Express, also after `express.json()`. */
export type WebhookHandler = (req: IncomingMessage, res: ServerResponse) => void;

/** A request with the properties that Express and its body parsers add. */
type ParsedRequest = IncomingMessage & {
  readonly body?: unknown;
  readonly rawBody?: Buffer | string;
  readonly originalUrl?: string;
};

/** Larger bodies get response 413. Real ones have a few hundred bytes. */
const MAX_BODY_BYTES = 1_048_576;

/**
 * Creates a request handler for webhooks that are posted to `path`. Other paths and methods get response 404,
 * bodies that are not a webhook 400.
 *
 * `endpoint.url_validation` is answered with the secret token: `secretToken`, else the environment variable
 * `ZM_RTMS_WEBHOOK_SECRET` or `ZOOM_SECRET_TOKEN`. The callback is called for it too. A callback with three
 * parameters must answer it itself.
 */
export function createWebhookHandler(
  callback: RawWebhookCallback,
  path: string,
  options: WebhookHandlerOptions = {},
): WebhookHandler {
  return (req, res) => {
    const request = req as ParsedRequest;
    if (request.method !== 'POST' || !pathsOf(request).includes(path)) {
      processLogger.log(
        LogLevel.DEBUG,
        'webhook',
        `Ignored ${request.method} ${request.url}: not POST ${path}`,
      );
      respond(res, 404, { error: 'Not Found' });
      return;
    }
    readBody(request, (rawBody) => {
      if (rawBody === undefined)
        respond(res, 413, { error: `The body is larger than ${MAX_BODY_BYTES} bytes` });
      else receive(callback, options, request, res, rawBody);
    });
  };
}

/** The paths of the request line, and of the original URL before a router removed its prefix; without query. */
function pathsOf(request: ParsedRequest): (string | undefined)[] {
  return [request.url, request.originalUrl].map((url) => url?.split('?', 1)[0]);
}

/** Passes on the body as a string, also if a body parser has already read it; `undefined` if it is too large. */
function readBody(request: ParsedRequest, done: (rawBody: string | undefined) => void): void {
  const parsed = request.rawBody ?? request.body;
  if (parsed !== undefined) {
    done(typeof parsed === 'string' || Buffer.isBuffer(parsed) ? parsed.toString() : JSON.stringify(parsed));
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  });
  request.on('end', () => done(bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString()));
}

function receive(
  callback: RawWebhookCallback,
  options: WebhookHandlerOptions,
  request: ParsedRequest,
  res: ServerResponse,
  rawBody: string,
): void {
  const body = parseWebhook(rawBody);
  if (typeof body === 'string') {
    processLogger.log(LogLevel.WARN, 'webhook', `Refused a request: ${body}`);
    respond(res, 400, { error: body });
    return;
  }
  const problem =
    options.secretToken === undefined ? undefined : signatureProblem(request, rawBody, options.secretToken);
  if (problem !== undefined) {
    processLogger.log(LogLevel.WARN, 'webhook', `Refused ${body['event']}: ${problem}`);
    respond(res, 401, { error: problem });
    return;
  }
  processLogger.log(LogLevel.INFO, 'webhook', `Received ${body['event']}`);
  if (callback.length < 3) respond(res, 200, responseFor(body, options));
  process.nextTick(() => {
    guarded(processLogger, 'webhook', async () => {
      try {
        await (callback as (...args: unknown[]) => unknown)(
          ...(callback.length < 2 ? [body] : [body, request, res]),
        );
      } catch (error) {
        if (!res.headersSent) respond(res, 500, { error: 'Internal Server Error' });
        throw error;
      }
    });
  });
}

/** The webhook, or a description of the problem. */
function parseWebhook(rawBody: string): WebhookBody | string {
  let body: unknown;
  try {
    body = JSON.parse(rawBody);
  } catch (error) {
    return `Invalid JSON: ${messageOf(error)}`;
  }
  const event = typeof body === 'object' && body !== null ? (body as WebhookBody)['event'] : undefined;
  return typeof event === 'string' && event !== '' ? (body as WebhookBody) : 'The field "event" is missing';
}

function signatureProblem(request: ParsedRequest, rawBody: string, secretToken: string): string | undefined {
  const verdict = verifyWebhook({
    signature: header(request, 'x-zm-signature'),
    timestamp: header(request, 'x-zm-request-timestamp'),
    rawBody,
    secretToken,
    nowSeconds: systemClock.unixMs() / 1000,
  });
  return verdict.ok ? undefined : `The webhook cannot be trusted: ${verdict.reason}`;
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function responseFor(body: WebhookBody, options: WebhookHandlerOptions): object {
  const plainToken: unknown = body['payload']?.plainToken;
  if (body['event'] !== 'endpoint.url_validation' || typeof plainToken !== 'string') return { status: 'ok' };
  const secret =
    options.secretToken ?? (process.env['ZM_RTMS_WEBHOOK_SECRET'] || process.env['ZOOM_SECRET_TOKEN']);
  if (secret) return answerUrlValidation(plainToken, secret);
  processLogger.log(
    LogLevel.WARN,
    'webhook',
    'Cannot answer the URL validation: set ZM_RTMS_WEBHOOK_SECRET to the secret token, or respond in a callback with three parameters',
  );
  return { status: 'ok' };
}

function respond(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'Content-Type': 'application/json' });
  res.end(JSON.stringify(body));
}
