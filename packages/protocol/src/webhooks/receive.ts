/** Reading webhooks, whichever shape and spelling they come in (PROTOCOL.md §6.5, §6.6). */
import { isJsonObject } from '../checks/fields.js';
import { entityIdOf } from '../messages/ids.js';
import {
  webhookPayloadFields,
  type StreamInterruptedPayload,
  type StreamStartedPayload,
  type StreamStoppedPayload,
  type UrlValidationPayload,
  type WebhookBody,
} from './bodies.js';
import { parseWebhookEventName, type Product, type StreamLifecycle } from './product.js';

/** A payload as senders write it: flat, nested under `object`, or both. */
export type ShapedPayload<Fields> = Fields | { object: Fields };

/** A webhook about a stream in one form: flat fields, one signaling URL. */
export type StreamWebhook =
  | { readonly lifecycle: 'started'; readonly product: Product; readonly payload: StreamStartedPayload }
  | { readonly lifecycle: 'stopped'; readonly product: Product; readonly payload: StreamStoppedPayload }
  | {
      readonly lifecycle: 'interrupted';
      readonly product: Product;
      readonly payload: StreamInterruptedPayload;
    };

/**
 * The webhook in `body` if it is about a stream and complete; `undefined` for anything else. Array and
 * comma-joined `server_urls` become their first URL, and `meeting.rtms.started` counts like `meeting.rtms_started`.
 */
export function readStreamWebhook(body: unknown): StreamWebhook | undefined {
  if (!isJsonObject(body) || typeof body['event'] !== 'string') return undefined;
  const event = parseWebhookEventName(body['event']);
  if (!event) return undefined;
  const fields = webhookPayloadFields(body['payload']);
  if (entityIdOf(fields) === undefined || typeof fields['rtms_stream_id'] !== 'string') {
    return undefined;
  }
  const server_urls = firstUrl(fields['server_urls']);
  if (event.lifecycle === 'started' && server_urls === undefined) return undefined;
  const payload: unknown = { ...fields, ...(server_urls !== undefined && { server_urls }) };
  return { ...event, payload } as StreamWebhook;
}

function firstUrl(urls: unknown): string | undefined {
  const first: unknown = Array.isArray(urls) ? urls[0] : urls;
  if (typeof first !== 'string') return undefined;
  const url = first.split(',')[0]?.trim();
  return url === undefined || url === '' ? undefined : url;
}

function isAbout(body: unknown, lifecycle: StreamLifecycle): boolean {
  return readStreamWebhook(body)?.lifecycle === lifecycle;
}

/** `*.rtms_started` of any product, complete, in any shape. */
export function isStreamStarted(body: unknown): body is WebhookBody<ShapedPayload<StreamStartedPayload>> {
  return isAbout(body, 'started');
}

/** `*.rtms_stopped` of any product, complete, in any shape. */
export function isStreamStopped(body: unknown): body is WebhookBody<ShapedPayload<StreamStoppedPayload>> {
  return isAbout(body, 'stopped');
}

/** `*.rtms_interrupted` of any product, complete, in any shape. */
export function isStreamInterrupted(
  body: unknown,
): body is WebhookBody<ShapedPayload<StreamInterruptedPayload>> {
  return isAbout(body, 'interrupted');
}

/** `endpoint.url_validation`. */
export function isUrlValidation(body: unknown): body is WebhookBody<UrlValidationPayload> {
  if (!isJsonObject(body) || body['event'] !== 'endpoint.url_validation') return false;
  return isJsonObject(body['payload']) && typeof body['payload']['plainToken'] === 'string';
}
