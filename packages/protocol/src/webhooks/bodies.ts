import type { EntityIds } from '../messages/ids.js';
import type { UnixMs } from '../messages/scalars.js';
import type { StopReason } from '../stop-reason.js';
import { webhookEntityIds, webhookEventName, type Product } from './product.js';

/** Body of a webhook: three fields, all required (PROTOCOL.md §6.1, documented). */
export interface WebhookBody<Payload = unknown> {
  /** Name of the event, such as `meeting.rtms_started` (PROTOCOL.md §6.4). */
  event: string;
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Fields of the event (PROTOCOL.md §6.4). */
  payload: Payload;
}

/** Payload of `*.rtms_started` (PROTOCOL.md §6.4, documented). */
export interface StreamStartedPayload extends EntityIds {
  /** Id of the account (PROTOCOL.md §6.4). */
  account_id?: string;
  /** Id of the user who started the stream (PROTOCOL.md §6.4). */
  operator_id?: string;
  /** True for the original host, by its name; no page explains it (PROTOCOL.md §6.4, assumed). */
  is_original_host?: boolean;
  /** Number of the meeting, as a string of digits (PROTOCOL.md §6.4). */
  meeting_id?: string;
  /** Session key of a Video SDK session (PROTOCOL.md §6.4). */
  session_key?: string;
  /** Id of the stream, for handshakes and signatures (PROTOCOL.md §2). */
  rtms_stream_id: string;
  /** Signaling URL: one string (PROTOCOL.md §6.6). */
  server_urls: string;
}

/** Payload of `*.rtms_stopped` (PROTOCOL.md §6.4, documented). */
export interface StreamStoppedPayload extends EntityIds {
  /** Id of the stream that stopped (PROTOCOL.md §2). */
  rtms_stream_id: string;
  /** Reason why the stream stopped, 0 to 26 (PROTOCOL.md §18.2). */
  stop_reason?: StopReason;
}

/** Payload of `*.rtms_interrupted` (PROTOCOL.md §6.4, documented). */
export interface StreamInterruptedPayload extends EntityIds {
  /** Id of the stream whose signaling connection was lost (PROTOCOL.md §6.7). */
  rtms_stream_id: string;
  /** Session key of a Video SDK session (PROTOCOL.md §6.4). */
  session_key?: string;
  /** Signaling URL. Not in the published schema; one published client reads it (observed). */
  server_urls?: string;
}

/** Payload of `endpoint.url_validation` (PROTOCOL.md §6.3, documented). */
export interface UrlValidationPayload {
  /** Token that the receiver encrypts and returns (PROTOCOL.md §6.3). */
  plainToken: string;
}

/**
 * Shape of a payload: `flat` as documented, `nested` under `object` as in older documents, or `both`, which
 * every reader understands and which is the default (PROTOCOL.md §6.5).
 */
export type WebhookPayloadShape = 'flat' | 'nested' | 'both';

/** Properties of a stream from which its webhooks are created. */
export interface WebhookStream {
  /** Product of the stream: it determines the name of the event and the key of the id (PROTOCOL.md §6.4). */
  readonly product: Product;
  /** Entity id: UUID of the meeting, or the id of its counterpart in another product (PROTOCOL.md §5.2). */
  readonly entityId: string;
  /** Becomes `rtms_stream_id` (PROTOCOL.md §6.4). */
  readonly streamId: string;
  /** Becomes `account_id` of a start; omitted if undefined. */
  readonly accountId?: string;
  /** Becomes `operator_id` of a start; omitted if undefined. */
  readonly operatorId?: string;
  /** Becomes `is_original_host` of a start; meetings and webinars only. @default `true` */
  readonly isOriginalHost?: boolean;
  /** Becomes `meeting_id` of a start; meetings and webinars only. */
  readonly meetingId?: string;
  /** Becomes `session_key` of a start and of an interruption; Video SDK sessions only. */
  readonly sessionKey?: string;
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

function sessionKeyOf({ product, sessionKey }: WebhookStream): { readonly session_key?: string } {
  return product === 'session' && sessionKey !== undefined ? { session_key: sessionKey } : {};
}

/** Creates the body of `*.rtms_started`. `serverUrl`: signaling URL; `eventTs`: Unix milliseconds. */
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
    ...(hasHost && { is_original_host: stream.isOriginalHost ?? true }),
    ...(hasHost && stream.meetingId !== undefined && { meeting_id: stream.meetingId }),
    ...webhookEntityIds(stream.product, stream.entityId),
    ...sessionKeyOf(stream),
    rtms_stream_id: stream.streamId,
    server_urls: serverUrl,
  };
  return {
    event: webhookEventName(stream.product, 'started'),
    event_ts: eventTs,
    payload: shaped(fields, shape),
  };
}

/** Creates the body of `*.rtms_stopped`. `eventTs`: Unix milliseconds. */
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

/**
 * Creates the body of `*.rtms_interrupted`. `serverUrl`: signaling URL, which is not documented there; `undefined` omits
 * it. `eventTs`: Unix milliseconds.
 */
export function streamInterruptedWebhook(
  stream: WebhookStream,
  serverUrl: string | undefined,
  eventTs: number,
  shape: WebhookPayloadShape = 'both',
): WebhookBody<StreamInterruptedPayload> {
  const fields: StreamInterruptedPayload = {
    ...webhookEntityIds(stream.product, stream.entityId),
    ...sessionKeyOf(stream),
    rtms_stream_id: stream.streamId,
    ...(serverUrl !== undefined && { server_urls: serverUrl }),
  };
  return {
    event: webhookEventName(stream.product, 'interrupted'),
    event_ts: eventTs,
    payload: shaped(fields, shape),
  };
}

/** Creates the body of `endpoint.url_validation` (PROTOCOL.md §6.3). `eventTs`: Unix milliseconds. */
export function urlValidationWebhook(plainToken: string, eventTs: number): WebhookBody<UrlValidationPayload> {
  return { event: 'endpoint.url_validation', event_ts: eventTs, payload: { plainToken } };
}

/**
 * Fields of a payload of any shape: the flat fields override those under `object` (PROTOCOL.md §6.5). Empty
 * if `payload` is not an object.
 */
export function webhookPayloadFields(payload: unknown): { [key: string]: unknown } {
  if (typeof payload !== 'object' || payload === null) return {};
  const { object, ...flat } = payload as { [key: string]: unknown };
  return typeof object === 'object' && object !== null ? { ...object, ...flat } : flat;
}
