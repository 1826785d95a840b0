import type { TimelineEntry } from './scenario.js';
import { performances } from './several-participants.js';

/** A step that is still to be performed in a meeting which goes on somewhere else. */
export interface RemainingStep {
  /** Position of the entry in the timeline. */
  readonly index: number;
  /** Time until its next performance, in milliseconds. */
  readonly afterMs: number;
  /** Number of that performance, counted from 0. Above 0, the entries that follow have been scheduled before. */
  readonly performance: number;
}

/**
 * Returns the steps that a timeline has left at a position. Entries that follow another one have a time if that has one.
 * Nobody knows any more whether a condition has held, so an entry that waits for one is left out, unless the entry that it
 * follows is still to be performed.
 *
 * @param positionMs time since the timeline began, in milliseconds
 */
export function remainingSteps(
  timeline: readonly TimelineEntry[],
  positionMs: number,
): readonly RemainingStep[] {
  const remaining: RemainingStep[] = [];
  /** Time of the entry above; `undefined` if nobody knows it. */
  let previousMs: number | undefined = 0;
  for (const [index, entry] of timeline.entries()) {
    const atMs = timeOf(entry, previousMs);
    const isHead = 'atMs' in entry.when || (previousMs !== undefined && previousMs < positionMs);
    if (atMs !== undefined && atMs >= positionMs && isHead) {
      remaining.push({ index, afterMs: atMs - positionMs, performance: 0 });
    } else if (atMs !== undefined && atMs < positionMs && entry.every) {
      const { intervalMs } = entry.every;
      const performance = Math.ceil((positionMs - atMs) / intervalMs);
      const afterMs = atMs + performance * intervalMs - positionMs;
      if (performance < performances(entry)) remaining.push({ index, afterMs, performance });
    }
    previousMs = atMs;
  }
  return remaining;
}

function timeOf({ when }: TimelineEntry, previousMs: number | undefined): number | undefined {
  if ('atMs' in when) return when.atMs;
  return when.on === undefined && previousMs !== undefined ? previousMs + when.afterMs : undefined;
}
