/**
 * What becomes of frames that the server itself sends late, because the process or the machine stood
 * still. `burst`: all are sent, as fast as possible, so that nothing is missing. `skip`: those that
 * another one has overtaken are left out and counted, so that what arrives is never old.
 */
export type LateFrames = 'burst' | 'skip';

export const LATE_FRAMES = ['burst', 'skip'] as const satisfies readonly LateFrames[];

/** Nobody wants a longer burst, in milliseconds: a laptop that was asleep goes on with now. */
export const LONGEST_BURST_MS = 10_000;

/** How many frames to leave out so that the next one is in time. */
export function framesToSkip(behindMs: number, intervalMs: number, policy: LateFrames): number {
  if (policy === 'burst' && behindMs <= LONGEST_BURST_MS) return 0;
  return Math.floor(behindMs / intervalMs);
}
