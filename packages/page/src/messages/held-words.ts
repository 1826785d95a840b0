/** Breakpoints and held messages in words. */
import type { TimeNow } from '../api/bodies.js';

/** The breakpoint that was asked for, as typed. */
export interface HoldFields {
  /** Number of messages; empty: all of them. */
  readonly times: string;
  /** Duration such as `60s`. */
  readonly atMost: string;
}

/** Returns a sentence about the messages that a new breakpoint holds. */
export function holdText({ times, atMost }: HoldFields): string {
  const count = times.trim();
  if (count === '') return `Each such message is held here until you release it, for ${atMost} at most.`;
  if (count === '1') return `The next such message is held here until you release it, for ${atMost} at most.`;
  return `The next ${count} such messages are held here until you release them, for ${atMost} at most.`;
}

/** When a held message goes on. `sinceMs`: real time since the server said `releasesInMs`, in milliseconds. */
export function releaseText(
  releasesInMs: number,
  sinceMs: number,
  { time, speed }: Pick<TimeNow, 'time' | 'speed'>,
): string {
  if (time === 'virtual' || speed === 'max') {
    return `goes on by itself after ${Math.ceil(releasesInMs / 1000)} s of virtual time`;
  }
  const seconds = Math.max(0, Math.ceil((releasesInMs / speed - sinceMs) / 1000));
  return `goes on by itself in ${seconds} s`;
}
