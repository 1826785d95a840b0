import type { EntityIds } from '../messages/ids.js';

/**
 * What kind of conversation a stream belongs to; it decides event names and id keys only (PROTOCOL.md §6.4).
 */
export type Product = 'meeting' | 'webinar' | 'session' | 'contact_center' | 'phone';

/** The products, in the order of PROTOCOL.md §6.4. */
export const PRODUCTS = [
  'meeting',
  'webinar',
  'session',
  'contact_center',
  'phone',
] as const satisfies readonly Product[];

/** Lifecycle of a stream as webhooks tell it. */
export type StreamLifecycle = 'started' | 'stopped' | 'interrupted';

/** Start of each product's event names, and the key of its id. */
const PRODUCT_NAMES: {
  readonly [P in Product]: { readonly prefix: string; readonly idKey: keyof EntityIds };
} = {
  meeting: { prefix: 'meeting.rtms', idKey: 'meeting_uuid' },
  webinar: { prefix: 'webinar.rtms', idKey: 'webinar_uuid' },
  session: { prefix: 'session.rtms', idKey: 'session_id' },
  contact_center: { prefix: 'contact_center.voice_rtms', idKey: 'engagement_id' },
  phone: { prefix: 'phone.rtms', idKey: 'call_id' },
};

/** `meeting`, `started` → `meeting.rtms_started`. */
export function webhookEventName(product: Product, lifecycle: StreamLifecycle): string {
  return `${PRODUCT_NAMES[product].prefix}_${lifecycle}`;
}

/**
 * The id keys of a product in webhooks. A webinar's id goes out under both names that documents use
 * (PROTOCOL.md §5.2).
 */
export function webhookEntityIds(product: Product, entityId: string): EntityIds {
  if (product === 'webinar') return { meeting_uuid: entityId, webinar_uuid: entityId };
  return { [PRODUCT_NAMES[product].idKey]: entityId };
}

/** The product and lifecycle of an event name; `undefined` when it is no stream event. Old spellings count. */
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
