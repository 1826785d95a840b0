import { expect, test } from 'vitest';
import { Members } from '../src/members.js';

const MEMBER = {
  nodeId: 'a',
  apiUrl: 'http://127.0.0.1:1',
  signalingUrl: 'ws://127.0.0.1:1',
  labels: {},
  state: 'ready',
  index: 1,
};

const write = (revision: number) => ({ revision, unixMs: revision });

function membersWithEvents(): { members: Members; events: string[] } {
  const events: string[] = [];
  const members = new Members({
    onJoined: ({ nodeId }) => events.push(`${nodeId} joined`),
    onLost: ({ nodeId }, hasLeft) => events.push(`${nodeId} ${hasLeft ? 'left' : 'lost'}`),
  });
  return { members, events };
}

test('a lease that has ended and shows up again as it was is not lost a second time', () => {
  const { members, events } = membersWithEvents();
  members.onValue('a_1', MEMBER, write(5));
  members.onGone('a_1');
  // After a restart NATS may not know that the key has expired, until it expires again.
  members.onValue('a_1', MEMBER, write(5));
  members.onGone('a_1');
  expect(events).toEqual(['a joined', 'a lost']);
});

test('a lease that was missing for a moment and is renewed is there again', () => {
  const { members, events } = membersWithEvents();
  members.onValue('a_1', MEMBER, write(5));
  members.onGone('a_1');
  members.onValue('a_1', MEMBER, write(6));
  expect(members.isLive('a_1')).toBe(true);
  expect(events).toEqual(['a joined', 'a lost', 'a joined']);
});

test.each([
  ['gives its lease up', MEMBER, true, 'a left'],
  ['drains, and whose end nobody has seen', { ...MEMBER, state: 'draining' }, false, 'a left'],
  ['does not renew its lease', MEMBER, false, 'a lost'],
])('of a node that %s', (_, member, wasDeleted, event) => {
  const { members, events } = membersWithEvents();
  members.onValue('a_1', member, write(5));
  members.onGone('a_1', write(6), wasDeleted);
  expect(events.at(-1)).toBe(event);
});
