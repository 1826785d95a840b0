/** Ids come as numbers or as text (PROTOCOL.md §4.2); 0 when there is none. */
export function userIdOf(value: number | string | undefined): number {
  const id = Number(value);
  return Number.isFinite(id) ? id : 0;
}
