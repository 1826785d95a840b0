import { expect, test } from 'vitest';
import type { MediaDataMessage } from '@rtms-mock/protocol';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { MediaTurns } from '../src/connection/media-turns.js';

const message = (data: string): MediaDataMessage => ({
  msg_type: 14,
  content: { user_id: 1, data, timestamp: 1 },
});

/** Callbacks that take `costMs` each. */
function setUp(costMs: number) {
  const clock = new ManualClock();
  const heard: string[] = [];
  let busyMs = 0;
  const busyClock = { ...clockOf(clock), now: () => clock.now() + busyMs };
  const turns = new MediaTurns(busyClock, ({ content }) => {
    heard.push(content.data);
    busyMs += costMs;
  });
  return { clock, turns, heard };
}

function clockOf(clock: ManualClock) {
  return { unixMs: () => clock.unixMs(), after: (ms: number, run: () => void) => clock.after(ms, run) };
}

test('passes on at once while callbacks are quick, without a timer', () => {
  const { clock, turns, heard } = setUp(1);
  for (const data of ['a', 'b', 'c']) turns.push(message(data));
  expect([heard, clock.pending]).toEqual([['a', 'b', 'c'], 0]);
});

test('passes on one slow callback a turn, in order', () => {
  const { clock, turns, heard } = setUp(1000);
  for (const data of ['a', 'b', 'c']) turns.push(message(data));
  expect(heard).toEqual(['a']);
  clock.advance(0);
  expect(heard).toEqual(['a', 'b', 'c']);
  expect(clock.pending).toBe(0);
});

test('lets the event loop turn between slow callbacks', () => {
  const { clock, turns, heard } = setUp(1000);
  const answered: number[] = [];
  for (const data of ['a', 'b', 'c']) turns.push(message(data));
  // What another socket brought: its turn comes before the rest of the media.
  clock.after(0, () => answered.push(heard.length));
  clock.advance(0);
  expect(answered[0]).toBeLessThan(3);
  expect(heard).toHaveLength(3);
});

test('passes on what exceeds 16 MiB, so that sockets wait instead of memory growing', () => {
  const { turns, heard } = setUp(1000);
  const large = 'x'.repeat(8_388_608);
  turns.push(message('first'));
  for (let i = 0; i < 3; i++) turns.push(message(large));
  expect(heard).toHaveLength(2);
});

test('passes on the rest when the stream ends, and nothing after leaving', () => {
  const ended = setUp(1000);
  ended.turns.push(message('a'));
  ended.turns.push(message('b'));
  ended.turns.flush();
  expect(ended.heard).toEqual(['a', 'b']);
  const left = setUp(1000);
  left.turns.push(message('a'));
  left.turns.push(message('b'));
  left.turns.clear();
  left.clock.advance(0);
  expect(left.heard).toEqual(['a']);
});
