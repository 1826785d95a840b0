import type { Clock } from '@rtms-mock/protocol';
import { withRealTimeFloor } from '../../../clock.js';
import type { LateFrames } from '../../../policies.js';

/** Max duration of a burst in milliseconds. Beyond it, such as after a laptop was asleep, frames are skipped. */
const MAX_BURST_MS = 10_000;

/**
 * Max duration of a burst in real time, in milliseconds, where meetings run so fast that {@link MAX_BURST_MS} is less: a
 * busy machine loses no media.
 */
const BURST_FLOOR_MS = 2000;

/** Returns the max duration of a burst, in milliseconds of the clock. */
export function maxBurstMs(clock: Pick<Clock, 'speed'>): number {
  return withRealTimeFloor(clock, MAX_BURST_MS, BURST_FLOOR_MS);
}

/** Rule for the late frames of one lane. */
export interface LateFrameRule {
  /** Milliseconds between frames. */
  readonly intervalMs: number;
  readonly policy: LateFrames;
  /** See {@link maxBurstMs}. */
  readonly burstMs: number;
}

/** Returns the number of frames to skip so that the next one is on time. */
export function framesToSkip(behindMs: number, { intervalMs, policy, burstMs }: LateFrameRule): number {
  if (policy === 'burst' && behindMs <= burstMs) return 0;
  return Math.floor(behindMs / intervalMs);
}
