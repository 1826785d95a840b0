/** A user id as a number: the wire has numbers and strings (PROTOCOL.md §4.2). 0 if there is none. */
export function userIdOf(value: unknown): number {
  // `Number` calls methods of an object, and what a server has sent may have no such methods.
  if (typeof value !== 'number' && typeof value !== 'string') return 0;
  const id = Number(value);
  return Number.isFinite(id) ? id : 0;
}
