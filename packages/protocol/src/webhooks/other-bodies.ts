/** Webhooks that are not about one running stream, and the conversion to the string generation. */
import type { EntityIds } from '../messages/ids.js';
import { webhookPayloadFields, type WebhookBody } from './bodies.js';
import { webhookEntityIds, type Product } from './product.js';

/**
 * Payload of `rtms.concurrency_near_limit`, sent from 80 % of the limit on (PROTOCOL.md §6.4, documented).
 */
export interface ConcurrencyNearLimitPayload {
  /** Max number of simultaneous streams of the account; 2000 by default (PROTOCOL.md §19). */
  concurrency_limit: number;
  /** Number of streams that are running (PROTOCOL.md §6.4). */
  concurrency_number: number;
  /** Running streams in percent of the limit (PROTOCOL.md §6.4). */
  percentage: number;
}

/** Payload of `rtms.concurrency_limited`: a stream was refused (PROTOCOL.md §6.4, documented). */
export interface ConcurrencyLimitedPayload {
  /** Id of the user whose stream was refused (PROTOCOL.md §6.4). */
  operator_id?: string;
  /** Number of streams that are running (PROTOCOL.md §6.4). */
  concurrency_number: number;
  /** Entity id of the refused stream, under the key of its product (PROTOCOL.md §5.2, §6.4). */
  id_field: EntityIds;
}

/**
 * Creates the body of `rtms.concurrency_near_limit`. `percentage` is rounded down; `eventTs`: Unix
 * milliseconds.
 */
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

/** Creates the body of `rtms.concurrency_limited`. `eventTs`: Unix milliseconds. */
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

/** Body of a webhook about a stream in the string generation (PROTOCOL.md §6.4, observed). */
export interface StringWebhookBody {
  /** Name of the event, with dots: `meeting.rtms.started` (PROTOCOL.md §6.4). */
  event: string;
  /** The operator, and all other fields under `object` (PROTOCOL.md §6.5). */
  payload: { operator_id?: string; object: { [field: string]: unknown } };
}

/** Options of {@link toStringWebhook}. */
export interface StringWebhookOptions {
  /**
   * Writes `server_urls` as an array with one URL, as one of the oldest clients requires (PROTOCOL.md §6.6).
   * @default false
   */
  readonly urlsAsArray?: boolean;
}

/** Converts the body of a webhook about a stream, of any shape, to that of the string generation. */
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
