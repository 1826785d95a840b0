/** Reads webhooks of any shape and spelling (PROTOCOL.md §6.5, §6.6). */
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

/** A payload in any shape: flat, nested under `object`, or both (PROTOCOL.md §6.5). */
export type ShapedPayload<Fields> =
  | Fields
  | {
      /** The fields of the payload. */
      object: Fields;
    };

/** A webhook about a stream in its unified form: flat fields, one signaling URL. */
export type StreamWebhook =
  | {
      /** The stream started. */
      readonly lifecycle: 'started';
      /** Product, from the name of the event. */
      readonly product: Product;
      /** Ids of the stream and the signaling URL. */
      readonly payload: StreamStartedPayload;
    }
  | {
      /** The stream stopped. */
      readonly lifecycle: 'stopped';
      /** Product, from the name of the event. */
      readonly product: Product;
      /** Ids of the stream and the stop reason. */
      readonly payload: StreamStoppedPayload;
    }
  | {
      /** The signaling connection of the stream was lost. */
      readonly lifecycle: 'interrupted';
      /** Product, from the name of the event. */
      readonly product: Product;
      /** Ids of the stream. */
      readonly payload: StreamInterruptedPayload;
    };

/**
 * Reads a webhook about a stream from a parsed body; `undefined` if it is something else or incomplete. Of
 * several `server_urls`, in an array or separated by commas, the first is used. `meeting.rtms.started` is
 * read like `meeting.rtms_started`.
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

/** True for a complete `*.rtms_started` of any product, in any shape. */
export function isStreamStarted(body: unknown): body is WebhookBody<ShapedPayload<StreamStartedPayload>> {
  return isAbout(body, 'started');
}

/** True for a complete `*.rtms_stopped` of any product, in any shape. */
export function isStreamStopped(body: unknown): body is WebhookBody<ShapedPayload<StreamStoppedPayload>> {
  return isAbout(body, 'stopped');
}

/** True for a complete `*.rtms_interrupted` of any product, in any shape. */
export function isStreamInterrupted(
  body: unknown,
): body is WebhookBody<ShapedPayload<StreamInterruptedPayload>> {
  return isAbout(body, 'interrupted');
}

/** True for a complete `endpoint.url_validation` (PROTOCOL.md §6.3). */
export function isUrlValidation(body: unknown): body is WebhookBody<UrlValidationPayload> {
  if (!isJsonObject(body) || body['event'] !== 'endpoint.url_validation') return false;
  return isJsonObject(body['payload']) && typeof body['payload']['plainToken'] === 'string';
}
