import { expect, test } from 'vitest';
import type { StreamWithWebhook } from '../../src/control/api-bodies.js';
import { MergedEvents } from '../../src/fleet/merged-events.js';
import { ManualClock, memorySocketPair } from '../../src/testing.js';

/** The events of nodes for one follower. `running`: streams that have not ended. */
function merged(running: string[]) {
  const clock = new ManualClock();
  const [socket, follower] = memorySocketPair();
  const received: { type: string; incomplete?: boolean }[] = [];
  follower.onMessage((data) => received.push(JSON.parse(String(data)) as (typeof received)[number]));
  const events = new MergedEvents({ socket, clock, running: () => running });
  const told = (): unknown[] =>
    received.filter(({ type }) => type === 'incomplete').map((one) => one.incomplete);
  return { clock, events, received, told };
}

const meeting = (streamId: string) => ({ streamId }) as StreamWithWebhook;

test('a follower is told while meetings of a lost node are missing', () => {
  const { clock, events, received, told } = merged(['a', 'b']);
  events.add('1');
  events.add('2');
  events.take('1', { type: 'meetings', meetings: [meeting('a')] });
  clock.advance(3000);
  events.take('2', { type: 'meetings', meetings: [meeting('b')] });
  clock.advance(3000);
  expect(received.map(({ type }) => type)).toEqual(['meetings']);
  events.remove('2');
  clock.advance(2000);
  expect(told()).toEqual([true]);
  clock.advance(5000);
  events.take('1', { type: 'meeting', meeting: meeting('b') });
  clock.advance(1000);
  expect(told()).toEqual([true, false]);
  events.close();
});

test('a meeting that has just begun is not missing', () => {
  const running: string[] = [];
  const { clock, events, told } = merged(running);
  events.add('1');
  events.take('1', { type: 'meetings', meetings: [] });
  clock.advance(900);
  running.push('new');
  clock.advance(200);
  events.take('1', { type: 'meeting', meeting: meeting('new') });
  clock.advance(5000);
  expect(told()).toEqual([]);
  events.close();
});

test('a node that sends all its meetings again repeats that others are missing', () => {
  const { clock, events, received } = merged(['a', 'b']);
  events.add('1');
  events.take('1', { type: 'meetings', meetings: [meeting('a')] });
  clock.advance(2000);
  events.take('1', { type: 'meetings', meetings: [meeting('a')] });
  expect(received.map(({ type }) => type)).toEqual(['meetings', 'incomplete', 'meetings', 'incomplete']);
  events.close();
});
