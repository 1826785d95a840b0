/**
 * Receives webhooks: a handler for any Node HTTP server or Express app. webhook-server.ts has the server that the
 * environment variables configure.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isNestedDeeper, MAX_NESTING } from '@rtms-mock/protocol';
import {
  answerUrlValidation,
  diagnoseWebhookSignature,
  verifyWebhook,
  type WebhookVerificationInput,
} from '@rtms-mock/protocol/signature';
import { realClock } from '@rtms-mock/protocol/clock';
import { guarded } from '../sdk/guarded.js';
import { messageOf } from '../errors.js';
import { foreignText } from '../log-text.js';
import { LogLevel, processLogger } from '../logger.js';
import { RepeatedLines } from '../repeated-lines.js';

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
   * @default the environment variable `ZM_RTMS_WEBHOOK_SECRET` or `ZOOM_SECRET_TOKEN`, with which webhooks without
   * a signature are accepted, as in the SDK
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

/** Max length of the `plainToken` of a URL validation, in characters. Real ones have 22. */
const MAX_PLAIN_TOKEN_CHARS = 64;

/** Anyone who reaches the port decides how many requests there are: 20 lines of a kind in 10 s, then a number. */
const lines = new RepeatedLines(processLogger, 'webhook', realClock, { windowMs: 10_000, burst: 20 });

/**
 * Creates a request handler for webhooks that are posted to `path`. Other paths and methods get response 404,
 * bodies that are not a webhook 400.
 *
 * `endpoint.url_validation` is answered with the secret token: `secretToken`, else the environment variable
 * `ZM_RTMS_WEBHOOK_SECRET` or `ZOOM_SECRET_TOKEN`. The callback is called for it too. A callback with three
 * parameters must answer it itself. A `plainToken` that begins with `v0:` or has more than 64 characters gets
 * response 400: the answer to it would be the signature of a webhook.
 *
 * A signature that a webhook has is verified if the secret token is known; a wrong one gets response 401.
 */
export function createWebhookHandler(
  callback: RawWebhookCallback,
  path: string,
  options: WebhookHandlerOptions = {},
): WebhookHandler {
  return (req, res) => {
    const request = req as ParsedRequest;
    contained(res, () => {
      if (request.method !== 'POST' || !pathsOf(request).includes(path)) {
        const line = `Ignored ${request.method} ${foreignText(request.url ?? '')}: not POST ${path}`;
        lines.log('another path', LogLevel.DEBUG, line);
        respond(res, 404, { error: 'Not Found' });
        return;
      }
      readBody(request, res, (rawBody) => {
        if (rawBody === undefined) {
          respond(res, 413, { error: `The body is larger than ${MAX_BODY_BYTES} bytes` });
        } else {
          receive(callback, options, request, res, rawBody);
        }
      });
    });
  };
}

/** Runs a part of the handler. An error is logged and ends this request only. */
function contained(res: ServerResponse, run: () => void): void {
  try {
    run();
  } catch (error) {
    lines.log('failure', LogLevel.ERROR, `A request failed: ${foreignText(messageOf(error))}`);
    if (res.headersSent) res.destroy();
    else respond(res, 500, { error: 'Internal Server Error' });
  }
}

/** The paths of the request line, and of the original URL before a router removed its prefix; without query. */
function pathsOf(request: ParsedRequest): (string | undefined)[] {
  return [request.url, request.originalUrl].map((url) => url?.split('?', 1)[0]);
}

/** Passes on the body as a string, also if a body parser has already read it; `undefined` if it is too large. */
function readBody(
  request: ParsedRequest,
  res: ServerResponse,
  done: (rawBody: string | undefined) => void,
): void {
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
  request.on('end', () => {
    contained(res, () => done(bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString()));
  });
  request.on('error', (error) => {
    lines.log('aborted', LogLevel.DEBUG, `A request was aborted: ${foreignText(error.message)}`);
  });
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
    lines.log('no webhook', LogLevel.WARN, `Refused a request: ${foreignText(body)}`);
    respond(res, 400, { error: body });
    return;
  }
  const event = foreignText(String(body['event']));
  const untrusted = signatureProblem(request, rawBody, options);
  if (untrusted !== undefined) {
    const line = (): string => {
      const cause = signatureMistake(request, rawBody, options);
      return `Refused ${event}: ${untrusted}${cause === undefined ? '' : `; ${foreignText(cause)}`}`;
    };
    lines.log('signature', LogLevel.WARN, line);
    respond(res, 401, { error: untrusted });
    return;
  }
  const invalid = plainTokenProblem(body);
  if (invalid !== undefined) {
    lines.log('plainToken', LogLevel.WARN, `Refused ${event}: ${invalid}`);
    respond(res, 400, { error: invalid });
    return;
  }
  lines.log('received', LogLevel.INFO, `Received ${event}`);
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
  if (isNestedDeeper(body)) return `The body is nested deeper than ${MAX_NESTING} levels`;
  const event = typeof body === 'object' && body !== null ? (body as WebhookBody)['event'] : undefined;
  return typeof event === 'string' && event !== '' ? (body as WebhookBody) : 'The field "event" is missing';
}

/** The secret token of the option or of the environment; empty if there is none. */
function secretTokenOf(options: WebhookHandlerOptions): string {
  const { ZM_RTMS_WEBHOOK_SECRET, ZOOM_SECRET_TOKEN } = process.env;
  return options.secretToken ?? (ZM_RTMS_WEBHOOK_SECRET || ZOOM_SECRET_TOKEN || '');
}

/** Why the webhook cannot be trusted; `undefined` if it can, or if there is nothing to verify. */
function signatureProblem(
  request: ParsedRequest,
  rawBody: string,
  options: WebhookHandlerOptions,
): string | undefined {
  const signature = header(request, 'x-zm-signature');
  if (options.secretToken === undefined) {
    // Without the option a signature is optional, as in the SDK. An object from a body parser has lost the bytes
    // that are signed: then a different spelling of the same JSON would look like a forgery.
    const hasBytes = request.rawBody !== undefined || !isParsedObject(request.body);
    if (signature === undefined || !hasBytes || secretTokenOf(options) === '') return undefined;
  }
  const verdict = verifyWebhook(signedParts(request, rawBody, options));
  return verdict.ok ? undefined : `The webhook cannot be trusted: ${verdict.reason}`;
}

function signedParts(
  request: ParsedRequest,
  rawBody: string,
  options: WebhookHandlerOptions,
): WebhookVerificationInput {
  return {
    signature: header(request, 'x-zm-signature'),
    timestamp: header(request, 'x-zm-request-timestamp'),
    rawBody,
    secretToken: secretTokenOf(options),
    nowSeconds: realClock.unixMs() / 1000,
  };
}

/** The likely mistake behind a signature that was refused. For the log only: a response would help who guesses. */
function signatureMistake(
  request: ParsedRequest,
  rawBody: string,
  options: WebhookHandlerOptions,
): string | undefined {
  const clientSecret = process.env['ZM_RTMS_SECRET'];
  return diagnoseWebhookSignature({
    ...signedParts(request, rawBody, options),
    ...(clientSecret && { clientSecret }),
  });
}

function isParsedObject(body: unknown): boolean {
  return typeof body === 'object' && body !== null && !Buffer.isBuffer(body);
}

function plainTokenOf(body: WebhookBody): unknown {
  return body['event'] === 'endpoint.url_validation' ? body['payload']?.plainToken : undefined;
}

/**
 * Why the token of a URL validation is not answered. The answer is the HMAC of the token with the secret token, and
 * so is the signature of a webhook: of `v0:`, the time and the body (PROTOCOL.md §6.2, §6.3).
 */
function plainTokenProblem(body: WebhookBody): string | undefined {
  const token = plainTokenOf(body);
  if (typeof token !== 'string') return undefined;
  if (token.startsWith('v0:')) return 'plainToken must not begin with v0:';
  if (token.length <= MAX_PLAIN_TOKEN_CHARS) return undefined;
  return `plainToken must have at most ${MAX_PLAIN_TOKEN_CHARS} characters, found ${token.length}`;
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function responseFor(body: WebhookBody, options: WebhookHandlerOptions): object {
  const plainToken = plainTokenOf(body);
  if (typeof plainToken !== 'string') return { status: 'ok' };
  const secret = secretTokenOf(options);
  if (secret) return answerUrlValidation(plainToken, secret);
  lines.log(
    'no secret',
    LogLevel.WARN,
    'Cannot answer the URL validation: set ZM_RTMS_WEBHOOK_SECRET to the secret token, or respond in a callback with three parameters',
  );
  return { status: 'ok' };
}

function respond(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'Content-Type': 'application/json' });
  res.end(JSON.stringify(body));
}
