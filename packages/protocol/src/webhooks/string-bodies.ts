/**
 * Webhooks of the string generation: dots in the name, everything but the operator under `object`
 * (PROTOCOL.md §6.4).
 */
import type { UnixMs } from '../messages/scalars.js';
import type { StopReason } from '../stop-reason.js';
import type { WebhookBody, WebhookStream } from './bodies.js';
import { webhookEntityIds, webhookEventName, type StreamLifecycle } from './product.js';

/** Payload of a webhook of the string generation. */
export interface StringWebhookPayload {
  operator_id?: string;
  object: { rtms_stream_id: string; [key: string]: unknown };
}

/** What goes into `object` beside the ids. */
export interface StringWebhookFields {
  readonly server_urls?: string;
  /** As a number: documents of that time do not show this webhook (assumed). */
  readonly stop_reason?: StopReason;
}

/**
 * `meeting.rtms.started` and what is named alike. `event_ts` is not in the documents of that time; it does no harm.
 */
export function stringWebhook(
  stream: WebhookStream,
  lifecycle: StreamLifecycle,
  fields: StringWebhookFields,
  eventTs: UnixMs,
): WebhookBody<StringWebhookPayload> {
  return {
    event: webhookEventName(stream.product, lifecycle).replace('rtms_', 'rtms.'),
    event_ts: eventTs,
    payload: {
      ...(stream.operatorId !== undefined && { operator_id: stream.operatorId }),
      object: {
        ...webhookEntityIds(stream.product, stream.entityId),
        rtms_stream_id: stream.streamId,
        ...fields,
      },
    },
  };
}
