import { expect, test } from 'vitest';
import type { MediaDataMessage } from '@rtms-mock/protocol';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { MediaTurns } from '../src/connection/media-turns.js';

const message = (data: string): MediaDataMessage => ({
  msg_type: 14,
  content: { user_id: 1, data, timestamp: 1 },
});

/** Callbacks that take `costMs` ms each. */
function setUp(costMs: number) {
  const clock = new ManualClock();
  const delivered: string[] = [];
  let busyMs = 0;
  const busyClock = { ...clockOf(clock), now: () => clock.now() + busyMs };
  const turns = new MediaTurns(busyClock, ({ content }) => {
    delivered.push(content.data);
    busyMs += costMs;
  });
  return { clock, turns, delivered };
}

function clockOf(clock: ManualClock) {
  return { unixMs: () => clock.unixMs(), after: (ms: number, run: () => void) => clock.after(ms, run) };
}

test('delivers immediately and without a timer while callbacks are quick', () => {
  const { clock, turns, delivered } = setUp(1);
  for (const data of ['a', 'b', 'c']) turns.push(message(data));
  expect([delivered, clock.pending]).toEqual([['a', 'b', 'c'], 0]);
});

test('delivers to one slow callback per turn, in order', () => {
  const { clock, turns, delivered } = setUp(1000);
  for (const data of ['a', 'b', 'c']) turns.push(message(data));
  expect(delivered).toEqual(['a']);
  clock.advance(0);
  expect(delivered).toEqual(['a', 'b', 'c']);
  expect(clock.pending).toBe(0);
});

test('lets the event loop run between slow callbacks', () => {
  const { clock, turns, delivered } = setUp(1000);
  const answered: number[] = [];
  for (const data of ['a', 'b', 'c']) turns.push(message(data));
  // A message of another socket is handled before the rest of the media.
  clock.after(0, () => answered.push(delivered.length));
  clock.advance(0);
  expect(answered[0]).toBeLessThan(3);
  expect(delivered).toHaveLength(3);
});

test('delivers media beyond 16 MiB immediately, so that sockets wait and memory does not grow', () => {
  const { turns, delivered } = setUp(1000);
  const large = 'x'.repeat(8_388_608);
  turns.push(message('first'));
  for (let i = 0; i < 3; i++) turns.push(message(large));
  expect(delivered).toHaveLength(2);
});

test('delivers the queue when the stream ends, and nothing after leaving', () => {
  const ended = setUp(1000);
  ended.turns.push(message('a'));
  ended.turns.push(message('b'));
  ended.turns.flush();
  expect(ended.delivered).toEqual(['a', 'b']);
  const left = setUp(1000);
  left.turns.push(message('a'));
  left.turns.push(message('b'));
  left.turns.clear();
  left.clock.advance(0);
  expect(left.delivered).toEqual(['a']);
});

test('tells when the queue is delivered', () => {
  const { clock, turns, delivered } = setUp(1000);
  const empty: string[][] = [];
  turns.whenEmpty(() => empty.push([...delivered]));
  turns.push(message('a'));
  turns.push(message('b'));
  turns.whenEmpty(() => empty.push([...delivered]));
  expect(empty).toEqual([[]]);
  clock.advance(0);
  expect(empty).toEqual([[], ['a', 'b']]);
});
