/**
 * Entity ids: they name the meeting or its counterpart in another product. Each product has a key of its own.
 * A request carries one of the keys, or several at once (PROTOCOL.md §5.2, documented; several at once:
 * observed).
 */
export interface EntityIds {
  /**
   * UUID of a meeting; also used for the id of a webinar or a Video SDK session. Opaque: may contain `/`, `+`
   * and `=` (PROTOCOL.md §4.2, §5.2).
   */
  meeting_uuid?: string;
  /** UUID of a webinar, opaque (PROTOCOL.md §5.2). */
  webinar_uuid?: string;
  /** Id of a Video SDK session, opaque (PROTOCOL.md §5.2). */
  session_id?: string;
  /** Id of a Contact Center voice engagement, opaque (PROTOCOL.md §5.2). */
  engagement_id?: string;
  /** Id of a phone call, opaque (PROTOCOL.md §5.2, §6.4, observed). */
  call_id?: string;
}

/** The keys of {@link EntityIds}, in the order in which {@link entityIdOf} reads them. */
export const ENTITY_ID_KEYS = [
  'meeting_uuid',
  'webinar_uuid',
  'session_id',
  'engagement_id',
  'call_id',
] as const satisfies readonly (keyof EntityIds)[];

/** The first id that is present and not empty: the one that is signed. `undefined` if there is none. */
export function entityIdOf(ids: EntityIds): string | undefined {
  for (const key of ENTITY_ID_KEYS) {
    const id = ids[key];
    if (typeof id === 'string' && id !== '') return id;
  }
  return undefined;
}
