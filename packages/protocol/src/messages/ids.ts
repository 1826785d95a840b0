/**
 * Which stream of which meeting a request is about. Products name their own id differently; a request
 * carries one of the keys, or several at once (PROTOCOL.md §5.2, documented; several at once: observed).
 */
export interface EntityIds {
  /** Meeting; also used for a webinar's and a Video SDK session's id. Opaque, may hold `/ + =`. */
  meeting_uuid?: string;
  webinar_uuid?: string;
  /** Video SDK session. */
  session_id?: string;
  /** Contact Center voice engagement. */
  engagement_id?: string;
  /** Phone call (observed). */
  call_id?: string;
}

/** The keys of {@link EntityIds}, in the order in which they are looked for. */
export const ENTITY_ID_KEYS = [
  'meeting_uuid',
  'webinar_uuid',
  'session_id',
  'engagement_id',
  'call_id',
] as const satisfies readonly (keyof EntityIds)[];

/** The first id that is present, the one that goes into the signature. */
export function entityIdOf(ids: EntityIds): string | undefined {
  for (const key of ENTITY_ID_KEYS) {
    const id = ids[key];
    if (typeof id === 'string' && id !== '') return id;
  }
  return undefined;
}
