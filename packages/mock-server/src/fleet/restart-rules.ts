/** Age below which the end of a worker counts as a failure to start, in milliseconds. */
export const EARLY_MS = 10_000;

/** Ends in a row of that kind, or of a process that was never ready, after which a worker is given up. */
export const MAX_EARLY_ENDS = 5;

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 10_000;

/** True for the end of a process that counts as a failure to start: it was never ready, or not for long. */
export function isEarlyEnd({
  ageMs,
  wasReady,
}: {
  readonly ageMs: number;
  readonly wasReady: boolean;
}): boolean {
  return !wasReady || ageMs < EARLY_MS;
}

/** Consequence of the end of a worker. */
export type Restart =
  | { readonly kind: 'restart'; readonly delayMs: number }
  /** It has ended too often. */
  | { readonly kind: 'give-up' };

/**
 * Decides whether and when a new worker takes the place of one that has ended: at once, or with growing delays if it keeps
 * ending soon after its start, or before it is ready.
 *
 * @param earlyEnds number of such ends in a row, this one included
 */
export function restartAfter(earlyEnds: number): Restart {
  if (earlyEnds >= MAX_EARLY_ENDS) return { kind: 'give-up' };
  const delayMs = earlyEnds === 0 ? 0 : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (earlyEnds - 1));
  return { kind: 'restart', delayMs };
}
