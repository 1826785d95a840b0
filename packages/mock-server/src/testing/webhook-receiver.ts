import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  answerUrlValidation,
  verifyWebhook,
  type WebhookVerificationResult,
} from '@rtms-mock/protocol/signature';
import { DEV_CREDENTIALS } from '../credentials.js';

/** A webhook that a {@link WebhookReceiver} has received. */
export interface ReceivedWebhook {
  /** Name of the event, such as `meeting.rtms_started`. */
  readonly event: string;
  /** The payload, with the names of the wire. */
  readonly payload: { readonly [field: string]: unknown };
  /** The body exactly as received. */
  readonly rawBody: string;
  /** Headers of the request, in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Outcome of the check of the signature. The time window is not checked: fast meetings leave it. */
  readonly verification: WebhookVerificationResult;
}

/** Response to a webhook. */
export interface WebhookReply {
  /** HTTP status. @default 200 */
  readonly status?: number;
  /** Body, which is sent as JSON. @default none */
  readonly body?: object;
}

/**
 * Receives a webhook with a valid signature. Without a reply the response is 200; it is sent when a returned promise is
 * resolved, and is 500 when the handler throws.
 */
export type WebhookHandler = (
  webhook: ReceivedWebhook,
) => WebhookReply | undefined | void | Promise<WebhookReply | undefined | void>;

/** Options of {@link startWebhookReceiver}. */
export interface WebhookReceiverOptions {
  /** Key of signatures and of the URL validation. @default that of the development credentials */
  readonly secretToken?: string;
}

/** A running receiver of webhooks. Ends with `close()` or by `await using`. */
export interface WebhookReceiver extends AsyncDisposable {
  /** Its address: `http://127.0.0.1:…/webhook`. */
  readonly url: string;
  /** Everything that was received, oldest first: also URL validations, and webhooks with an invalid signature. */
  readonly received: readonly ReceivedWebhook[];
  /** Errors of the handler, oldest first. */
  readonly errors: readonly unknown[];
  /** Stops receiving. Open connections are closed. */
  close(): Promise<void>;
}

/**
 * Starts a receiver of webhooks on a free port of 127.0.0.1, as an app has one: it checks signatures, answers the URL
 * validation (PROTOCOL.md §6.3), and passes all other webhooks to the handler. A webhook with an invalid signature is
 * answered with 401, and a body that is no webhook with 400.
 */
export async function startWebhookReceiver(
  handler: WebhookHandler = () => {},
  { secretToken = DEV_CREDENTIALS.secretToken }: WebhookReceiverOptions = {},
): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const errors: unknown[] = [];
  const reply = async (request: IncomingMessage): Promise<WebhookReply> => {
    const webhook = await readWebhook(request, secretToken);
    if (webhook === undefined) return { status: 400 };
    received.push(webhook);
    if (!webhook.verification.ok) return { status: 401 };
    const { event, payload } = webhook;
    if (event === 'endpoint.url_validation') {
      return { body: answerUrlValidation(String(payload['plainToken']), secretToken) };
    }
    return (await handler(webhook)) ?? {};
  };
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status = 200, body } = await reply(request).catch((error: unknown): WebhookReply => {
      errors.push(error);
      return { status: 500 };
    });
    response.writeHead(status, body && { 'content-type': 'application/json' });
    response.end(body && JSON.stringify(body));
  };
  const server = createServer((request, response) => void respond(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => closeServer(server);
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    received,
    errors,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Undefined: the body is no JSON object with `event` and `payload`. */
async function readWebhook(
  request: IncomingMessage,
  secretToken: string,
): Promise<ReceivedWebhook | undefined> {
  const rawBody = await text(request);
  const body = parseObject(rawBody);
  const event = body?.['event'];
  const payload = body?.['payload'];
  if (typeof event !== 'string' || typeof payload !== 'object' || payload === null) return undefined;
  const { headers } = request;
  const verification = verifyWebhook({
    signature: single(headers['x-zm-signature']),
    timestamp: single(headers['x-zm-request-timestamp']),
    rawBody,
    secretToken,
    nowSeconds: 0,
    windowSeconds: Infinity,
  });
  return { event, payload: { ...payload }, rawBody, headers, verification };
}

function parseObject(json: string): { readonly [key: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.join(', ');
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
