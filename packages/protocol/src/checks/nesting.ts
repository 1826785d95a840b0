/** Max depth of objects and arrays in a message. Messages of the service have at most eight levels. */
export const MAX_NESTING = 32;

/**
 * True if objects and arrays in `value` are nested deeper than `max` levels. Stops at that depth, so that a hostile
 * message cannot exhaust the call stack here or in code that walks a message later.
 */
export function isNestedDeeper(value: unknown, max: number = MAX_NESTING): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (max === 0) return true;
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && isNestedDeeper(member, max - 1)) return true;
  }
  return false;
}
