/**
 * Receiving webhooks: a handler for any Node HTTP server or Express app. The server that the environment
 * describes is in webhook-server.ts.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerUrlValidation, verifyWebhook } from '@rtms-mock/protocol/signature';
import { guarded } from '../sdk/guarded.js';
import { messageOf } from '../errors.js';
import { LogLevel, processLogger } from '../logger.js';
import { systemClock } from '../network/system-clock.js';

/** A webhook's body: `event`, `event_ts`, `payload`. */
// oxlint-disable-next-line typescript/no-explicit-any -- as the SDK declares it: programs read payload fields unchecked
export type WebhookBody = Record<string, any>;

/** Gets the body only; the answer, 200 `{"status":"ok"}`, is sent at once. It fits wherever the other fits. */
export type WebhookCallback = (body: WebhookBody) => void | Promise<void>;

/**
 * A function that declares three parameters answers by itself. One that declares two gets `req` (and `res`)
 * as well, and the answer is sent as for {@link WebhookCallback}.
 */
export type RawWebhookCallback = (
  body: WebhookBody,
  req: IncomingMessage,
  res: ServerResponse,
) => void | Promise<void>;

/** What a handler can be told beyond the SDK's arguments. */
export interface WebhookHandlerOptions {
  /**
   * The app's webhook secret token. With it, webhooks with a wrong, old or missing signature are answered 401
   * and not passed on. Default: nothing is verified, as in the SDK.
   */
  readonly secretToken?: string;
}

/** Works with `http.createServer`, as Express middleware, and after `express.json()`. */
export type WebhookHandler = (req: IncomingMessage, res: ServerResponse) => void;

/** What Express and its body parsers add to a request. */
type ParsedRequest = IncomingMessage & {
  readonly body?: unknown;
  readonly rawBody?: Buffer | string;
  readonly originalUrl?: string;
};

/** Larger bodies are answered 413: real ones have a few hundred bytes. */
const MAX_BODY_BYTES = 1_048_576;

/**
 * A request handler for webhooks posted to `path`. Other paths and methods are answered 404, bodies that are
 * no webhook 400. `endpoint.url_validation` is answered as the service wants it where the secret token is
 * known: `secretToken`, `ZM_RTMS_WEBHOOK_SECRET` or `ZOOM_SECRET_TOKEN`; the callback is told of it too. A
 * callback with three parameters answers that itself.
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
        `Not for us: ${request.method} ${request.url}, not POST ${path}`,
      );
      answer(res, 404, { error: 'Not Found' });
      return;
    }
    readBody(request, (rawBody) => {
      if (rawBody === undefined)
        answer(res, 413, { error: `The body is larger than ${MAX_BODY_BYTES} bytes` });
      else receive(callback, options, request, res, rawBody);
    });
  };
}

/** As the request line has it, and as it was before a router took its own part off; without the query. */
function pathsOf(request: ParsedRequest): (string | undefined)[] {
  return [request.url, request.originalUrl].map((url) => url?.split('?', 1)[0]);
}

/** The body as text, whether or not somebody has read it before us; `undefined` when it is too large. */
function readBody(request: ParsedRequest, done: (rawBody: string | undefined) => void): void {
  const early = request.rawBody ?? request.body;
  if (early !== undefined) {
    done(typeof early === 'string' || Buffer.isBuffer(early) ? early.toString() : JSON.stringify(early));
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
    answer(res, 400, { error: body });
    return;
  }
  const refusal =
    options.secretToken === undefined ? undefined : refusalOf(request, rawBody, options.secretToken);
  if (refusal !== undefined) {
    processLogger.log(LogLevel.WARN, 'webhook', `Refused ${body['event']}: ${refusal}`);
    answer(res, 401, { error: refusal });
    return;
  }
  processLogger.log(LogLevel.INFO, 'webhook', `Received ${body['event']}`);
  if (callback.length < 3) answer(res, 200, answerTo(body, options));
  process.nextTick(() => {
    guarded(processLogger, 'webhook', async () => {
      try {
        await (callback as (...args: unknown[]) => unknown)(
          ...(callback.length < 2 ? [body] : [body, request, res]),
        );
      } catch (error) {
        if (!res.headersSent) answer(res, 500, { error: 'Internal Server Error' });
        throw error;
      }
    });
  });
}

/** The webhook, or what is wrong with it. */
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

function refusalOf(request: ParsedRequest, rawBody: string, secretToken: string): string | undefined {
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

function answerTo(body: WebhookBody, options: WebhookHandlerOptions): object {
  const plainToken: unknown = body['payload']?.plainToken;
  if (body['event'] !== 'endpoint.url_validation' || typeof plainToken !== 'string') return { status: 'ok' };
  const secret =
    options.secretToken ?? (process.env['ZM_RTMS_WEBHOOK_SECRET'] || process.env['ZOOM_SECRET_TOKEN']);
  if (secret) return answerUrlValidation(plainToken, secret);
  processLogger.log(
    LogLevel.WARN,
    'webhook',
    'URL validation cannot be answered: set ZM_RTMS_WEBHOOK_SECRET to the secret token, or answer it in a callback with three parameters',
  );
  return { status: 'ok' };
}

function answer(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'Content-Type': 'application/json' });
  res.end(JSON.stringify(body));
}
