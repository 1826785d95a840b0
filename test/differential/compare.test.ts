import { describe, expect, test } from 'vitest';
import { compare, type Performance } from './compare.js';

const joined: Performance = {
  callbacks: [['onJoinConfirm', 0]],
  sockets: [{ path: 'signaling', messages: [{ msg_type: 1, meeting_uuid: 'm' }] }],
};

describe('a comparison', () => {
  test('of the same behaviour finds nothing, whatever the order of keys', () => {
    const one = { ...joined, callbacks: [['onEventEx', { a: 1, b: 2 }]] as Performance['callbacks'] };
    const other = { ...joined, callbacks: [['onEventEx', { b: 2, a: 1 }]] as Performance['callbacks'] };
    expect(compare(one, other)).toEqual([]);
  });

  test('names the field of a message that differs', () => {
    const ours: Performance = {
      ...joined,
      sockets: [{ path: 'signaling', messages: [{ msg_type: 1, meeting_uuid: 'n', sequence: 1 }] }],
    };
    expect(compare(joined, ours)).toEqual([
      { where: 'signaling#1 message 1 meeting_uuid', sdk: '"m"', ours: '"n"' },
      { where: 'signaling#1 message 1 sequence', sdk: 'nothing', ours: '1' },
    ]);
  });

  test('finds a missing callback, another order of callbacks, and another close', () => {
    const left: Performance = { ...joined, callbacks: [...joined.callbacks, ['onLeave', 960]] };
    const reversed: Performance = { ...joined, callbacks: left.callbacks.toReversed() };
    const closed: Performance = { ...joined, sockets: [{ ...joined.sockets[0]!, closedByClient: 1000 }] };
    expect(compare(left, joined)).toEqual([{ where: 'callback onLeave', sdk: '[960]', ours: 'nothing' }]);
    expect(compare(left, reversed)).toMatchObject([{ where: 'order of callbacks' }]);
    expect(compare(closed, joined)).toEqual([{ where: 'signaling#1 close', sdk: '1000', ours: 'nothing' }]);
  });

  test('finds a message too many, another order of messages, and a socket too many', () => {
    const ready = { msg_type: 7 };
    const subscribed = { msg_type: 5 };
    const with_ = (...messages: { msg_type: number }[]): Performance => ({
      callbacks: [],
      sockets: [{ path: 'signaling', messages }],
    });
    expect(compare(with_(ready), with_(ready, ready))).toMatchObject([{ where: 'signaling#1 messages 7' }]);
    expect(compare(with_(ready, subscribed), with_(subscribed, ready))).toMatchObject([
      { where: 'signaling#1 order of messages', sdk: '7 5', ours: '5 7' },
    ]);
    const { sockets } = with_(ready);
    expect(compare({ callbacks: [], sockets: [] }, { callbacks: [], sockets })).toMatchObject([
      { where: 'socket signaling#1', sdk: 'nothing', ours: 'opened' },
    ]);
  });

  test('finds that nothing happened at all, and a crash', () => {
    const nothing: Performance = { callbacks: [], sockets: [] };
    expect(compare(nothing, nothing)).toMatchObject([{ where: 'script' }]);
    expect(compare({ ...joined, crash: 'SIGSEGV' }, joined)).toMatchObject([
      { where: 'process', sdk: 'SIGSEGV' },
    ]);
  });
});
