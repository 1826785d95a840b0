import {
  streamInterruptedWebhook,
  streamStartedWebhook,
  streamStoppedWebhook,
  stringWebhook,
  type DialectName,
  type StopReason,
  type WebhookBody,
  type WebhookStream,
} from '@rtms-mock/protocol';
import type { WebhookOutcome } from '../webhooks/webhook-outcome.js';
import type { StreamContext, StreamInput } from './stream-context.js';

/** Options that affect the content of webhooks. */
interface WebhookStyle {
  readonly protocol: DialectName;
  /** `array` writes `server_urls` as an array with one element, which one published guide reads (PROTOCOL.md §6.6). */
  readonly serverUrls: 'string' | 'array';
}

/** Sends a webhook. Resolves with its outcome; `undefined` if the stream has no webhook URL. The sender logs failures. */
type Post = (body: WebhookBody) => Promise<WebhookOutcome | undefined>;

/** Creates and sends the webhooks of one stream. Each method takes the event's time in Unix milliseconds. */
export class StreamWebhooks {
  readonly #stream: WebhookStream;
  readonly #serverUrl: string;
  readonly #style: WebhookStyle;
  readonly #post: Post;

  constructor(stream: WebhookStream, serverUrl: string, style: WebhookStyle, post: Post) {
    this.#stream = stream;
    this.#serverUrl = serverUrl;
    this.#style = style;
    this.#post = post;
  }

  /** Sends `rtms_started`. */
  started(eventTs: number): Promise<WebhookOutcome | undefined> {
    const body = this.#isString
      ? stringWebhook(this.#stream, 'started', { server_urls: this.#serverUrl }, eventTs)
      : streamStartedWebhook(this.#stream, this.#serverUrl, eventTs);
    return this.#post(this.#withUrls(body));
  }

  /** Sends `rtms_interrupted`. */
  interrupted(eventTs: number): Promise<WebhookOutcome | undefined> {
    const body = this.#isString
      ? stringWebhook(this.#stream, 'interrupted', { server_urls: this.#serverUrl }, eventTs)
      : streamInterruptedWebhook(this.#stream, this.#serverUrl, eventTs);
    return this.#post(this.#withUrls(body));
  }

  /** Sends `rtms_stopped`. */
  stopped(reason: StopReason, eventTs: number): Promise<WebhookOutcome | undefined> {
    const body = this.#isString
      ? stringWebhook(this.#stream, 'stopped', { stop_reason: reason }, eventTs)
      : streamStoppedWebhook(this.#stream, reason, eventTs);
    return this.#post(body);
  }

  get #isString(): boolean {
    return this.#style.protocol === 'string';
  }

  #withUrls(body: WebhookBody<object>): WebhookBody {
    if (this.#style.serverUrls === 'string') return body;
    const { object, ...flat } = body.payload as { object?: object };
    const payload = { ...withUrlArray(flat), ...(object && { object: withUrlArray(object) }) };
    return { ...body, payload };
  }
}

function withUrlArray(fields: { server_urls?: unknown }): object {
  return fields.server_urls === undefined ? fields : { ...fields, server_urls: [fields.server_urls] };
}

/** Creates the sender of a stream's webhooks. */
export function createStreamWebhooks(
  { app, meeting, protocol, streamId, webhookUrl }: StreamInput,
  { settings, signalingUrl, webhooks }: Pick<StreamContext, 'settings' | 'signalingUrl' | 'webhooks'>,
): StreamWebhooks {
  return new StreamWebhooks(
    {
      product: meeting.product,
      entityId: meeting.entityId,
      streamId,
      accountId: app.accountId,
      operatorId: app.userId,
      meetingId: meeting.meetingId,
    },
    signalingUrl,
    { protocol, serverUrls: settings.webhookServerUrls },
    async (body) => (webhookUrl === undefined ? undefined : webhooks.send(webhookUrl, { ...body })),
  );
}
