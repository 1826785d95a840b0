/** Limits of values that a client sends and a response repeats. */

/** Max length of an id that a response repeats, in characters. Real ids are shorter. */
export const MAX_ECHOED_CHARACTERS = 256;

/** Returns an id as a response repeats it: empty if it is longer than any real one. */
export function echoedId(id: string): string {
  return id.length <= MAX_ECHOED_CHARACTERS ? id : '';
}

/** Returns an id as a reason shows it: cut if it is longer than any real one. */
export function shownId(id: string): string {
  return id.length <= MAX_ECHOED_CHARACTERS ? id : `${id.slice(0, 40)}…`;
}

/**
 * Returns the `timestamp` of a KEEP_ALIVE_REQ as the response repeats it; `undefined` for a value that no client sends. The
 * field is not checked when the message is decoded, because some clients omit it (PROTOCOL.md §9.18).
 */
export function echoedTimestamp(timestamp: unknown): number | undefined {
  return typeof timestamp === 'number' ? timestamp : undefined;
}
