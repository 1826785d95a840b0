import type { ConditionName } from './conditions.js';
import type { TimelineEntry } from './scenario.js';
import { performances } from './several-participants.js';

/** Position of the meeting, in milliseconds, at which the condition of an entry has held, by the index of the entry. */
export type HeldConditions = { readonly [index: number]: number };

/** A step that is still to be performed in a meeting which goes on somewhere else. */
export type RemainingStep = TimedStep | WaitingStep;

/** A step with a known time. */
export interface TimedStep {
  /** Position of the entry in the timeline. */
  readonly index: number;
  /** Time until its next performance, in milliseconds. */
  readonly afterMs: number;
  /** Number of that performance, counted from 0. Above 0, the entries that follow have been scheduled before. */
  readonly performance: number;
}

/** A step whose condition has not held so far, and that nothing else keeps from being performed. */
export interface WaitingStep {
  /** Position of the entry in the timeline. */
  readonly index: number;
  /** The condition. */
  readonly on: ConditionName;
}

/**
 * Returns the steps that a timeline has left at a position. Entries that follow another one have a time if that has one.
 * An entry whose condition has not held waits for it if the entry that it follows has been performed; otherwise that one
 * schedules it.
 *
 * @param positionMs time since the timeline began, in milliseconds
 * @param held conditions that have held
 */
export function remainingSteps(
  timeline: readonly TimelineEntry[],
  positionMs: number,
  held: HeldConditions = {},
): readonly RemainingStep[] {
  const remaining: RemainingStep[] = [];
  /** Time of the entry above; `undefined` if it waits, or follows one that waits. */
  let previousMs: number | undefined = 0;
  for (const [index, entry] of timeline.entries()) {
    const { when } = entry;
    const heldMs = held[index];
    const atMs = timeOf(entry, previousMs, heldMs);
    const isPreviousOver = index === 0 || (previousMs !== undefined && previousMs < positionMs);
    const isHead = 'atMs' in when || heldMs !== undefined || isPreviousOver;
    if (atMs === undefined) {
      if (isHead && !('atMs' in when) && when.on !== undefined) remaining.push({ index, on: when.on });
    } else if (atMs >= positionMs) {
      if (isHead) remaining.push({ index, afterMs: atMs - positionMs, performance: 0 });
    } else if (entry.every) {
      const { intervalMs } = entry.every;
      const performance = Math.ceil((positionMs - atMs) / intervalMs);
      const afterMs = atMs + performance * intervalMs - positionMs;
      if (performance < performances(entry)) remaining.push({ index, afterMs, performance });
    }
    previousMs = atMs;
  }
  return remaining;
}

function timeOf(
  { when }: TimelineEntry,
  previousMs: number | undefined,
  heldMs: number | undefined,
): number | undefined {
  if ('atMs' in when) return when.atMs;
  const fromMs = when.on === undefined ? previousMs : heldMs;
  return fromMs === undefined ? undefined : fromMs + when.afterMs;
}
