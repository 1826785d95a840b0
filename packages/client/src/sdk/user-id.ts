/** Ids come as numbers or as text (P§2.5); 0 when there is none. */
export function userIdOf(value: number | string | undefined): number {
  const id = Number(value);
  return Number.isFinite(id) ? id : 0;
}
