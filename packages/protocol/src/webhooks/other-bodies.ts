/** Webhooks that are not about one running stream, and the form of the oldest generation. */
import type { EntityIds } from '../messages/ids.js';
import { webhookPayloadFields, type WebhookBody } from './bodies.js';
import { webhookEntityIds, type Product } from './product.js';

/** Payload of `rtms.concurrency_near_limit`, sent from 80 % on (PROTOCOL.md §6.4, documented). */
export interface ConcurrencyNearLimitPayload {
  /** Streams that an account may have at once; 2000 by default. */
  concurrency_limit: number;
  /** Streams it has now. */
  concurrency_number: number;
  percentage: number;
}

/** Payload of `rtms.concurrency_limited`: a stream was refused (PROTOCOL.md §6.4, documented). */
export interface ConcurrencyLimitedPayload {
  operator_id?: string;
  concurrency_number: number;
  /** What the refused stream belonged to. */
  id_field: EntityIds;
}

/** `rtms.concurrency_near_limit`. `percentage` is rounded down. */
export function concurrencyNearLimitWebhook(
  running: number,
  limit: number,
  eventTs: number,
): WebhookBody<ConcurrencyNearLimitPayload> {
  const percentage = Math.floor((running / limit) * 100);
  return {
    event: 'rtms.concurrency_near_limit',
    event_ts: eventTs,
    payload: { concurrency_limit: limit, concurrency_number: running, percentage },
  };
}

/** `rtms.concurrency_limited`. */
export function concurrencyLimitedWebhook(
  refused: { readonly product: Product; readonly entityId: string; readonly operatorId?: string },
  running: number,
  eventTs: number,
): WebhookBody<ConcurrencyLimitedPayload> {
  return {
    event: 'rtms.concurrency_limited',
    event_ts: eventTs,
    payload: {
      ...(refused.operatorId !== undefined && { operator_id: refused.operatorId }),
      concurrency_number: running,
      id_field: webhookEntityIds(refused.product, refused.entityId),
    },
  };
}

/** A stream webhook as the string generation sent it (PROTOCOL.md §6.4, observed). */
export interface StringWebhookBody {
  /** With dots: `meeting.rtms.started`. */
  event: string;
  payload: { operator_id?: string; object: { [field: string]: unknown } };
}

/** How {@link toStringWebhook} writes. */
export interface StringWebhookOptions {
  /**
   * `server_urls` as a list of one, which one of the oldest clients needs (PROTOCOL.md §6.6). Default false.
   */
  readonly urlsAsArray?: boolean;
}

/** Turns a stream webhook, whichever shape it has, into that of the string generation. */
export function toStringWebhook(
  body: WebhookBody<object>,
  options: StringWebhookOptions = {},
): StringWebhookBody {
  const { operator_id, server_urls, ...rest } = webhookPayloadFields(body.payload);
  const urls = options.urlsAsArray === true ? [server_urls] : server_urls;
  return {
    event: body.event.replace('rtms_', 'rtms.'),
    payload: {
      ...(typeof operator_id === 'string' && { operator_id }),
      object: { ...rest, ...(server_urls !== undefined && { server_urls: urls }) },
    },
  };
}
