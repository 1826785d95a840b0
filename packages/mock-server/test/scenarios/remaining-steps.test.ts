import { expect, test } from 'vitest';
import { remainingSteps } from '../../src/scenarios/remaining-steps.js';
import type { TimelineEntry } from '../../src/scenarios/scenario.js';

const step: TimelineEntry['step'] = { do: 'end' } as never;

function at(atMs: number, every?: TimelineEntry['every']): TimelineEntry {
  return { when: { atMs }, step, ...(every && { every }) };
}

function after(afterMs: number, on?: 'active'): TimelineEntry {
  return { when: { afterMs, ...(on && { on }) }, step };
}

test.each<[string, readonly TimelineEntry[], number, readonly (readonly [number, number, number])[]]>([
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
  [
    'an entry that waits for a condition is left out, and those after it',
    [after(5, 'active'), after(5)],
    2,
    [],
  ],
  ['but not if the entry above is still to come', [at(10), after(5, 'active')], 2, [[0, 8, 0]]],
  ['repetitions go on', [at(10, { intervalMs: 10, times: 5 })], 32, [[0, 8, 3]]],
  ['endless ones too', [at(0, { intervalMs: 1000, times: Infinity })], 9500, [[0, 500, 10]]],
  ['until they are over', [at(10, { intervalMs: 10, times: 3 })], 32, []],
])('%s', (_, timeline, positionMs, expected) => {
  expect(
    remainingSteps(timeline, positionMs).map(({ index, afterMs, performance }) => [
      index,
      afterMs,
      performance,
    ]),
  ).toEqual(expected);
});
