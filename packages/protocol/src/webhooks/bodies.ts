import type { EntityIds } from '../messages/ids.js';
import type { UnixMs } from '../messages/scalars.js';
import type { StopReason } from '../stop-reason.js';
import { webhookEntityIds, webhookEventName, type Product } from './product.js';

/** Every webhook: three fields, all required (PROTOCOL.md §6.1, documented). */
export interface WebhookBody<Payload = unknown> {
  event: string;
  event_ts: UnixMs;
  payload: Payload;
}

/** Payload of `*.rtms_started` (PROTOCOL.md §6.4, documented). */
export interface StreamStartedPayload extends EntityIds {
  account_id?: string;
  operator_id?: string;
  is_original_host?: boolean;
  /** Numeric meeting id, as text. */
  meeting_id?: string;
  /** Video SDK only. */
  session_key?: string;
  rtms_stream_id: string;
  /** Signaling URL: one string. */
  server_urls: string;
}

/** Payload of `*.rtms_stopped` (PROTOCOL.md §6.4, documented). */
export interface StreamStoppedPayload extends EntityIds {
  rtms_stream_id: string;
  stop_reason?: StopReason;
}

/** Payload of `*.rtms_interrupted` (PROTOCOL.md §6.4, documented). */
export interface StreamInterruptedPayload extends EntityIds {
  rtms_stream_id: string;
  /** Not in the published schema; read by one published client (observed). */
  server_urls?: string;
}

/** Payload of `endpoint.url_validation` (PROTOCOL.md §6.3, documented). */
export interface UrlValidationPayload {
  plainToken: string;
}

/**
 * Flat as documented, nested under `object` as older documents have it, or both (PROTOCOL.md §6.5). Default
 * `both`.
 */
export type WebhookPayloadShape = 'flat' | 'nested' | 'both';

/** What is known of a stream when a webhook about it is written. */
export interface WebhookStream {
  readonly product: Product;
  readonly entityId: string;
  readonly streamId: string;
  readonly accountId?: string;
  readonly operatorId?: string;
  readonly meetingId?: string;
}

function shaped<T extends object>(fields: T, shape: WebhookPayloadShape): T {
  switch (shape) {
    case 'flat':
      return fields;
    case 'nested':
      return { object: fields } as unknown as T;
    case 'both':
      return { ...fields, object: fields };
  }
}

/** `*.rtms_started`. */
export function streamStartedWebhook(
  stream: WebhookStream,
  serverUrl: string,
  eventTs: number,
  shape: WebhookPayloadShape = 'both',
): WebhookBody<StreamStartedPayload> {
  const hasHost = stream.product === 'meeting' || stream.product === 'webinar';
  const fields: StreamStartedPayload = {
    ...(stream.accountId !== undefined && { account_id: stream.accountId }),
    ...(stream.operatorId !== undefined && { operator_id: stream.operatorId }),
    ...(hasHost && { is_original_host: true }),
    ...(hasHost && stream.meetingId !== undefined && { meeting_id: stream.meetingId }),
    ...webhookEntityIds(stream.product, stream.entityId),
    rtms_stream_id: stream.streamId,
    server_urls: serverUrl,
  };
  return {
    event: webhookEventName(stream.product, 'started'),
    event_ts: eventTs,
    payload: shaped(fields, shape),
  };
}

/** `*.rtms_stopped`. */
export function streamStoppedWebhook(
  stream: WebhookStream,
  reason: StopReason,
  eventTs: number,
  shape: WebhookPayloadShape = 'both',
): WebhookBody<StreamStoppedPayload> {
  const fields: StreamStoppedPayload = {
    ...webhookEntityIds(stream.product, stream.entityId),
    rtms_stream_id: stream.streamId,
    stop_reason: reason,
  };
  return {
    event: webhookEventName(stream.product, 'stopped'),
    event_ts: eventTs,
    payload: shaped(fields, shape),
  };
}

/** `*.rtms_interrupted`. */
export function streamInterruptedWebhook(
  stream: WebhookStream,
  serverUrl: string,
  eventTs: number,
  shape: WebhookPayloadShape = 'both',
): WebhookBody<StreamInterruptedPayload> {
  const fields: StreamInterruptedPayload = {
    ...webhookEntityIds(stream.product, stream.entityId),
    rtms_stream_id: stream.streamId,
    server_urls: serverUrl,
  };
  return {
    event: webhookEventName(stream.product, 'interrupted'),
    event_ts: eventTs,
    payload: shaped(fields, shape),
  };
}

/** `endpoint.url_validation`. */
export function urlValidationWebhook(plainToken: string, eventTs: number): WebhookBody<UrlValidationPayload> {
  return { event: 'endpoint.url_validation', event_ts: eventTs, payload: { plainToken } };
}

/** The fields of a payload, whichever shape it has: nested ones first, flat ones over them. */
export function webhookPayloadFields(payload: unknown): { [key: string]: unknown } {
  if (typeof payload !== 'object' || payload === null) return {};
  const { object, ...flat } = payload as { [key: string]: unknown };
  return typeof object === 'object' && object !== null ? { ...object, ...flat } : flat;
}
