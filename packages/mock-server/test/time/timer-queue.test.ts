import { expect, test } from 'vitest';
import { TimerQueue, type Timer } from '../../src/time/timer-queue.js';

function timer(dueMs: number, order: number): Timer {
  return { dueMs, order, owner: 'server', createdMs: 0, callback: () => {}, isCancelled: false };
}

test('timers come in the order of their time, then of their creation, without cancelled ones', () => {
  const queue = new TimerQueue();
  const times = Array.from({ length: 200 }, (_, order) => timer((order * 7919) % 23, order));
  for (const one of times) queue.add(one);
  const cancelled = times.filter(({ order }) => order % 3 === 0);
  for (const one of cancelled) one.isCancelled = true;
  const taken: Timer[] = [];
  for (let next = queue.take(); next; next = queue.take()) taken.push(next);
  const expected = times
    .filter((one) => !cancelled.includes(one))
    .toSorted((a, b) => a.dueMs - b.dueMs || a.order - b.order);
  expect(taken).toEqual(expected);
  expect(queue.next).toBeUndefined();
});

test('a timer can be searched for, unless it is cancelled', () => {
  const queue = new TimerQueue();
  const one = timer(5, 1);
  queue.add(one);
  expect(queue.some(({ dueMs }) => dueMs === 5)).toBe(true);
  one.isCancelled = true;
  expect(queue.some(({ dueMs }) => dueMs === 5)).toBe(false);
});
