/** A user id as a number: the wire has numbers and strings (PROTOCOL.md §4.2). 0 if there is none. */
export function userIdOf(value: number | string | undefined): number {
  const id = Number(value);
  return Number.isFinite(id) ? id : 0;
}
