import type { EntityIds } from '../messages/ids.js';

/**
 * Product to which a stream belongs: a meeting, a webinar, a Video SDK session, a Contact Center voice
 * engagement or a phone call. It determines the names of events and the key of the id (PROTOCOL.md §5.2,
 * §6.4).
 */
export type Product = 'meeting' | 'webinar' | 'session' | 'contact_center' | 'phone';

/** All products, in the order of PROTOCOL.md §6.4. */
export const PRODUCTS = [
  'meeting',
  'webinar',
  'session',
  'contact_center',
  'phone',
] as const satisfies readonly Product[];

/** Last part of the names of webhooks about a stream (PROTOCOL.md §6.4). */
export type StreamLifecycle = 'started' | 'stopped' | 'interrupted';

/** Prefix of the event names and key of the id, by product. */
const PRODUCT_NAMES: {
  readonly [P in Product]: { readonly prefix: string; readonly idKey: keyof EntityIds };
} = {
  meeting: { prefix: 'meeting.rtms', idKey: 'meeting_uuid' },
  webinar: { prefix: 'webinar.rtms', idKey: 'webinar_uuid' },
  session: { prefix: 'session.rtms', idKey: 'session_id' },
  contact_center: { prefix: 'contact_center.voice_rtms', idKey: 'engagement_id' },
  phone: { prefix: 'phone.rtms', idKey: 'call_id' },
};

/** Name of a webhook: `meeting` and `started` give `meeting.rtms_started` (PROTOCOL.md §6.4). */
export function webhookEventName(product: Product, lifecycle: StreamLifecycle): string {
  return `${PRODUCT_NAMES[product].prefix}_${lifecycle}`;
}

/**
 * Id fields of a webhook: `entityId` under the key of the product. The id of a webinar is written under both
 * keys that documents use (PROTOCOL.md §5.2).
 */
export function webhookEntityIds(product: Product, entityId: string): EntityIds {
  if (product === 'webinar') return { meeting_uuid: entityId, webinar_uuid: entityId };
  return { [PRODUCT_NAMES[product].idKey]: entityId };
}

/**
 * Product and lifecycle of an event name, older spellings included; `undefined` if it is not a stream event.
 */
export function parseWebhookEventName(
  event: string,
): { readonly product: Product; readonly lifecycle: StreamLifecycle } | undefined {
  const match = /^(.+?)[._]rtms[._](started|stopped|interrupted)$/.exec(event);
  if (!match) return undefined;
  const product = PRODUCT_BY_PREFIX.get(match[1] ?? '');
  if (!product) return undefined;
  return { product, lifecycle: match[2] as StreamLifecycle };
}

const PRODUCT_BY_PREFIX: ReadonlyMap<string, Product> = new Map<string, Product>([
  ['meeting', 'meeting'],
  ['webinar', 'webinar'],
  ['session', 'session'],
  ['contact_center.voice', 'contact_center'],
  ['contact_center', 'contact_center'],
  ['contactcenter', 'contact_center'],
  ['phone', 'phone'],
  ['phone.call', 'phone'],
]);
