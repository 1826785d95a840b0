/** Receives webhooks of the service, and forwards them to the app with the proxy's URLs, signed anew. */
import type { IncomingHttpHeaders } from 'node:http';
import { isUrlValidation, readStreamWebhook, type Clock, type StreamWebhook } from '@rtms-mock/protocol';
import { signWebhook, verifyWebhook } from '@rtms-mock/protocol/signature';
import { wallClockSeconds } from '../clock.js';
import type { Recording } from '../cassette/recording.js';
import type { Credentials } from '../credentials.js';
import type { Logger } from '../log.js';
import { post, type PostResult } from '../webhooks/http-post.js';
import { shownUrl } from '../webhooks/webhook-url.js';
import { rewriteUrls } from './rewrite-urls.js';
import type { Routes } from './routes.js';

/** The app waits this long at most for one answer, in milliseconds. */
const ANSWER_TIMEOUT_MS = 15_000;

/** Options of {@link WebhookRelay}. */
export interface WebhookRelayOptions {
  /** Receiver of the app. */
  readonly webhookUrl: string;
  /** Their secret tokens verify webhooks of the service, and sign those for the app. Called for each webhook. */
  readonly credentials: () => Credentials;
  /** Accepts a receiver whose TLS certificate cannot be verified. */
  readonly insecure: boolean;
  readonly routes: Routes;
  readonly recording: Recording;
  readonly logger: Logger;
  /** Real time. */
  readonly clock: Clock;
}

/** Response to the service. */
export interface WebhookResponse {
  readonly status: number;
  readonly body: string;
}

/** A webhook of the service as it arrived. */
export interface IncomingWebhook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Forwards webhooks one by one, each as soon as it arrives. */
export class WebhookRelay {
  readonly #options: WebhookRelayOptions;
  readonly #stopping = new AbortController();

  constructor(options: WebhookRelayOptions) {
    this.#options = options;
  }

  /** Forwards a webhook. Returns what the service gets: the answer of the app, or why there is none. */
  async receive({ headers, body }: IncomingWebhook): Promise<WebhookResponse> {
    const { recording, logger, webhookUrl } = this.#options;
    const parsed = parse(body);
    const event = eventOf(parsed);
    if (event === undefined) return refusal(400, 'The body is no webhook: JSON with an event is expected.');
    const signature = this.#verify(headers, body, isUrlValidation(parsed));
    if (!signature.ok) {
      logger.log('warn', `${event} is refused and not forwarded: ${signature.problem}.`);
      return refusal(401, `The webhook was not forwarded: ${signature.problem}.`);
    }
    const stream = readStreamWebhook(unwrapped(parsed));
    const streamId = stream?.payload.rtms_stream_id;
    const id = recording.webhook(
      {
        event,
        ...(streamId !== undefined && { streamId }),
        url: shownUrl(webhookUrl),
        headers: singleHeaders(headers),
      },
      body,
    );
    this.#logStream(event, stream);
    const result = await this.#forward(this.#rewritten(body, streamId), headers, signature.secretToken);
    return this.#answer(id, event, result);
  }

  /** Aborts webhooks that wait for an answer. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Finds the secret token with which the service has signed. */
  #verify(headers: IncomingHttpHeaders, rawBody: string, isValidation: boolean): Verified {
    const { apps, secretToken } = this.#options.credentials();
    const given = {
      signature: headerOf(headers, 'x-zm-signature'),
      timestamp: headerOf(headers, 'x-zm-request-timestamp'),
    };
    // A URL validation need not be signed; without a signature it is forwarded without one.
    if (isValidation && given.signature === undefined) return { ok: true, secretToken: undefined };
    const tokens = new Set([secretToken, ...apps.map((app) => app.secretToken ?? secretToken)]);
    let reason = 'signature-missing';
    for (const token of tokens) {
      const nowSeconds = wallClockSeconds();
      const result = verifyWebhook({ ...given, rawBody, secretToken: token, nowSeconds });
      if (result.ok) return { ok: true, secretToken: token };
      reason = result.reason;
    }
    return { ok: false, problem: PROBLEMS[reason] ?? reason };
  }

  #rewritten(body: string, streamId: string | undefined): string {
    const about = streamId === undefined ? {} : { streamId };
    return rewriteUrls(body, (url) => this.#options.routes.localUrl({ url, socket: 'signaling', ...about }));
  }

  #forward(body: string, headers: IncomingHttpHeaders, secretToken: string | undefined): Promise<PostResult> {
    const { webhookUrl, insecure, clock } = this.#options;
    const agent = headerOf(headers, 'user-agent');
    return post({
      url: new URL(webhookUrl),
      body,
      headers: {
        'content-type': headerOf(headers, 'content-type') ?? 'application/json',
        ...(agent !== undefined && { 'user-agent': agent }),
        ...(secretToken !== undefined && signWebhook(secretToken, wallClockSeconds(), body)),
      },
      insecure,
      timeoutMs: ANSWER_TIMEOUT_MS,
      clock,
      signal: this.#stopping.signal,
    });
  }

  #answer(id: string, event: string, result: PostResult): WebhookResponse {
    const { recording, logger } = this.#options;
    if (result.ok) {
      const { httpStatus: status, body } = result;
      recording.answer(id, { status, body });
      if (status >= 300) logger.log('warn', `The app answers ${event} with HTTP ${status}.`);
      return { status, body };
    }
    recording.answer(id, { error: result.message });
    logger.log('warn', `The app does not answer ${event}: ${result.message}`);
    return refusal(502, result.message);
  }

  #logStream(event: string, stream: StreamWebhook | undefined): void {
    const { logger, webhookUrl } = this.#options;
    const about = stream === undefined ? '' : ` of stream ${stream.payload.rtms_stream_id}`;
    logger.log('info', `${event}${about} is forwarded to ${shownUrl(webhookUrl)}.`);
  }
}

type Verified =
  | { readonly ok: true; readonly secretToken: string | undefined }
  | { readonly ok: false; readonly problem: string };

const PROBLEMS: { readonly [reason: string]: string } = {
  'signature-missing': 'it has no x-zm-signature or x-zm-request-timestamp',
  'timestamp-outside-window': 'its x-zm-request-timestamp is more than 5 minutes away from the time here',
  'signature-wrong':
    'its signature does not match; give the secret token of the app in the file of --credentials',
};

function refusal(status: number, message: string): WebhookResponse {
  return { status, body: JSON.stringify({ error: { code: 'webhook-refused', message } }) };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // No JSON, so no webhook: the caller refuses it.
    return undefined;
  }
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

/** The body inside the form of the vendor's first mock server (PROTOCOL.md §6.5). */
function unwrapped(parsed: unknown): unknown {
  if (!isObject(parsed) || parsed['event'] !== undefined) return parsed;
  return parsed['payload'];
}

function eventOf(parsed: unknown): string | undefined {
  const body = unwrapped(parsed);
  return isObject(body) && typeof body['event'] === 'string' ? body['event'] : undefined;
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function singleHeaders(headers: IncomingHttpHeaders): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.keys(headers).flatMap((name) => {
      const value = headerOf(headers, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
