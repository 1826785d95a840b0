/**
 * Webhooks of the string generation: dots in the name, all fields except the operator under `object`
 * (PROTOCOL.md §6.4).
 */
import type { UnixMs } from '../messages/scalars.js';
import type { StopReason } from '../stop-reason.js';
import type { WebhookBody, WebhookStream } from './bodies.js';
import { webhookEntityIds, webhookEventName, type StreamLifecycle } from './product.js';

/** Payload of a webhook of the string generation (PROTOCOL.md §6.5). */
export interface StringWebhookPayload {
  /** Id of the user who started the stream (PROTOCOL.md §6.4). */
  operator_id?: string;
  /** All other fields: the ids, and those of {@link StringWebhookFields} (PROTOCOL.md §6.5). */
  object: { rtms_stream_id: string; [key: string]: unknown };
}

/** Fields of `object` in addition to the ids. */
export interface StringWebhookFields {
  /** Signaling URL of a start (PROTOCOL.md §6.6). */
  readonly server_urls?: string;
  /**
   * Stop reason as a number: documents of that time do not show this webhook (PROTOCOL.md §18.2, assumed).
   */
  readonly stop_reason?: StopReason;
}

/**
 * Creates the body of a webhook of the string generation, such as `meeting.rtms.started`. `event_ts` is
 * missing from the documents of that time; it is harmless.
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
