import type { LateFrames } from '../../../policies.js';

/** Nobody wants a longer burst, in milliseconds: a laptop that was asleep goes on with now. */
export const MAX_BURST_MS = 10_000;

/** How many frames to leave out so that the next one is in time. */
export function framesToSkip(behindMs: number, intervalMs: number, policy: LateFrames): number {
  if (policy === 'burst' && behindMs <= MAX_BURST_MS) return 0;
  return Math.floor(behindMs / intervalMs);
}
