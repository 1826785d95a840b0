import { expect, test } from 'vitest';
import {
  remainingSteps,
  type HeldConditions,
  type RemainingStep,
} from '../../src/scenarios/remaining-steps.js';
import type { TimelineEntry } from '../../src/scenarios/scenario.js';

const step: TimelineEntry['step'] = { do: 'end' } as never;

function at(atMs: number, every?: TimelineEntry['every']): TimelineEntry {
  return { when: { atMs }, step, ...(every && { every }) };
}

function after(afterMs: number, on?: 'active'): TimelineEntry {
  return { when: { afterMs, ...(on && { on }) }, step };
}

test.each<[string, readonly TimelineEntry[], number, readonly (readonly (number | string)[])[]]>([
  [
    'entries that were due are over',
    [at(10), at(20), at(30)],
    20,
    [
      [1, 0, 0],
      [2, 10, 0],
    ],
  ],
  ['an entry that follows one in the past has its time', [at(10), after(5), after(20)], 12, [[1, 3, 0]]],
  ['one that follows such an entry is scheduled by it', [at(10), after(5), after(20)], 20, [[2, 15, 0]]],
  ['the first entry counts from the beginning', [after(5), after(5)], 2, [[0, 3, 0]]],
  ['also of a meeting that waits for its app', [after(5)], 0, [[0, 5, 0]]],
  [
    'an entry waits for its condition, and those after it for the entry',
    [after(5, 'active'), after(5)],
    2,
    [[0, 'active']],
  ],
  [
    'it is scheduled by the entry above if that is still to come',
    [at(10), after(5, 'active')],
    2,
    [[0, 8, 0]],
  ],
  ['and waits if that was performed', [at(10), after(5, 'active'), after(5)], 12, [[1, 'active']]],
  ['repetitions go on', [at(10, { intervalMs: 10, times: 5 })], 32, [[0, 8, 3]]],
  ['endless ones too', [at(0, { intervalMs: 1000, times: Infinity })], 9500, [[0, 500, 10]]],
  ['until they are over', [at(10, { intervalMs: 10, times: 3 })], 32, []],
])('%s', (_, timeline, positionMs, expected) => {
  expect(shown(remainingSteps(timeline, positionMs))).toEqual(expected);
});

test.each<
  [string, readonly TimelineEntry[], HeldConditions, number, readonly (readonly (number | string)[])[]]
>([
  ['its step is still to come', [after(20, 'active'), after(5)], { 0: 10 }, 12, [[0, 18, 0]]],
  ['its step was performed', [after(5, 'active'), after(5)], { 0: 10 }, 16, [[1, 4, 0]]],
  ['all were', [after(5, 'active'), after(5)], { 0: 10 }, 30, []],
  ['the next condition waits', [after(0, 'active'), after(0, 'active')], { 0: 10 }, 30, [[1, 'active']]],
])('a condition has held: %s', (_, timeline, held, positionMs, expected) => {
  expect(shown(remainingSteps(timeline, positionMs, held))).toEqual(expected);
});

function shown(steps: readonly RemainingStep[]): readonly (readonly (number | string)[])[] {
  return steps.map((one) => ('on' in one ? [one.index, one.on] : [one.index, one.afterMs, one.performance]));
}
