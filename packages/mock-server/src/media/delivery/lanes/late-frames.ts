import type { LateFrames } from '../../../policies.js';

/** Maximum duration of a burst in milliseconds. Beyond it, such as after a laptop was asleep, frames are skipped. */
export const MAX_BURST_MS = 10_000;

/** Returns the number of frames to skip so that the next one is on time. */
export function framesToSkip(behindMs: number, intervalMs: number, policy: LateFrames): number {
  if (policy === 'burst' && behindMs <= MAX_BURST_MS) return 0;
  return Math.floor(behindMs / intervalMs);
}
