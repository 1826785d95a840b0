/** Webhooks that are not about the state of one stream (PROTOCOL.md §6.4). */
import {
  concurrencyLimitedWebhook,
  concurrencyNearLimitWebhook,
  webhookEntityIds,
  type Product,
  type WebhookBody,
} from '@rtms-mock/protocol';

export const OTHER_WEBHOOK_EVENTS = [
  'rtms.concurrency_near_limit',
  'rtms.concurrency_limited',
  'rtms.start_failed',
  'rtms.request_status',
] as const;

export type OtherWebhookEvent = (typeof OTHER_WEBHOOK_EVENTS)[number];

/** Streams that an account may have at once (PROTOCOL.md §19). */
const CONCURRENCY_LIMIT = 2000;
/** Part of the limit from which on the account is warned. */
const NEAR = 0.8;

/** Whose webhook it is. */
export interface OtherWebhookStream {
  readonly product: Product;
  readonly entityId: string;
  readonly streamId: string;
  readonly operatorId: string;
}

interface Payload {
  readonly [key: string]: unknown;
}

/** `payload` stands in place of what is filled in, field by field. */
export function otherWebhook(
  event: OtherWebhookEvent,
  stream: OtherWebhookStream,
  payload: Payload,
  eventTs: number,
): WebhookBody<Payload> {
  return {
    event,
    event_ts: eventTs,
    payload: { ...filledIn(event, stream, payload, eventTs), ...payload },
  };
}

function filledIn(
  event: OtherWebhookEvent,
  stream: OtherWebhookStream,
  given: Payload,
  eventTs: number,
): object {
  const { product, entityId, streamId, operatorId } = stream;
  switch (event) {
    case 'rtms.concurrency_near_limit': {
      const limit = numberOr(given['concurrency_limit'], CONCURRENCY_LIMIT);
      const running = numberOr(given['concurrency_number'], Math.ceil(limit * NEAR));
      return concurrencyNearLimitWebhook(running, limit, eventTs).payload;
    }
    case 'rtms.concurrency_limited':
      return concurrencyLimitedWebhook(stream, CONCURRENCY_LIMIT, eventTs).payload;
    // Published programs look for the meeting's id and a reason here (observed); no document shows the shape.
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
