/** Webhooks that are not about the state of one stream (PROTOCOL.md §6.4). */
import {
  concurrencyLimitedWebhook,
  concurrencyNearLimitWebhook,
  webhookEntityIds,
  type Product,
  type WebhookBody,
} from '@rtms-mock/protocol';

/** Webhooks about the account, or about a stream that does not start. */
export const OTHER_WEBHOOK_EVENTS = [
  'rtms.concurrency_near_limit',
  'rtms.concurrency_limited',
  'rtms.start_failed',
  'rtms.request_status',
] as const;

/** One of {@link OTHER_WEBHOOK_EVENTS}. */
export type OtherWebhookEvent = (typeof OTHER_WEBHOOK_EVENTS)[number];

/** Max streams of an account at the same time (PROTOCOL.md §19). */
const CONCURRENCY_LIMIT = 2000;
/** Fraction of the limit at which the account is warned. */
const WARNING_FRACTION = 0.8;

/** The stream whose ids the webhook contains. */
export interface OtherWebhookStream {
  readonly product: Product;
  readonly entityId: string;
  readonly streamId: string;
  readonly operatorId: string;
}

interface Payload {
  readonly [key: string]: unknown;
}

/** Builds a webhook of this event. Each field of `payload` replaces the default of that field. */
export function otherWebhook(
  event: OtherWebhookEvent,
  stream: OtherWebhookStream,
  payload: Payload,
  eventTs: number,
): WebhookBody<Payload> {
  return {
    event,
    event_ts: eventTs,
    payload: { ...defaultPayload(event, stream, payload, eventTs), ...payload },
  };
}

function defaultPayload(
  event: OtherWebhookEvent,
  stream: OtherWebhookStream,
  given: Payload,
  eventTs: number,
): object {
  const { product, entityId, streamId, operatorId } = stream;
  switch (event) {
    case 'rtms.concurrency_near_limit': {
      const limit = numberOr(given['concurrency_limit'], CONCURRENCY_LIMIT);
      const running = numberOr(given['concurrency_number'], Math.ceil(limit * WARNING_FRACTION));
      return concurrencyNearLimitWebhook(running, limit, eventTs).payload;
    }
    case 'rtms.concurrency_limited':
      return concurrencyLimitedWebhook(stream, CONCURRENCY_LIMIT, eventTs).payload;
    // Published programs read the meeting's id and a reason here (observed); no document shows the shape.
    case 'rtms.start_failed':
      return {
        operator_id: operatorId,
        ...webhookEntityIds(product, entityId),
        rtms_stream_id: streamId,
        reason: 'the stream could not be started',
      };
    case 'rtms.request_status':
      return { operator_id: operatorId, ...webhookEntityIds(product, entityId), rtms_stream_id: streamId };
  }
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' && value > 0 ? value : fallback;
}
