import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../src/api/bodies.js';
import { BoundedStore } from '../src/messages/bounded-store.js';
import { deltaText, directionOf, summaryOf, wireText } from '../src/messages/describe.js';
import { holdText, releaseText } from '../src/messages/held-words.js';
import { matcher, NO_FILTER } from '../src/messages/filter.js';
import { verdictsFor, verdictsText, type Verdict } from '../src/messages/verdict-words.js';

const REQUEST: JournalEntry = {
  seq: 3,
  atMs: 120,
  unixMs: 1_767_225_600_000,
  kind: 'message',
  direction: 'received',
  streamId: 'stream-1',
  socket: 'signaling',
  connectionId: 's1',
  type: 'SIGNALING_HAND_SHAKE_REQ',
  detail: { protocol_version: 1, signature: '…6a21', nested: { one: 1, two: { three: 3 } } },
  wire: '{"msg_type":1,"protocol_version":1,"signature":"…6a21"}',
};

describe('the store of the page', () => {
  test('keeps the newest entries and says how many are gone', () => {
    const store = new BoundedStore<number>(10);
    expect(store.push([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBe(0);
    expect(store.push([11])).toBe(2);
    expect(store.items).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(store.dropped).toBe(2);
  });

  test('takes more at once than it keeps', () => {
    const store = new BoundedStore<number>(10);
    store.push(Array.from({ length: 1000 }, (_, index) => index));
    expect(store.items).toEqual([991, 992, 993, 994, 995, 996, 997, 998, 999]);
  });
});

describe('the filter', () => {
  test.each([
    [{}, true],
    [{ kind: 'message' }, true],
    [{ kind: 'fault' }, false],
    [{ direction: 'sent' }, false],
    [{ socket: 'signaling' }, true],
    [{ socket: 'media' }, false],
    [{ stream: 'stream-1' }, true],
    [{ stream: 'stream-2' }, false],
    [{ search: 'hand_shake  S1' }, true],
    [{ search: '"msg_type":1' }, true],
    [{ search: 'three' }, true],
    [{ search: 'hand_shake m1' }, false],
  ] as const)('%j matches the request: %s', (part, isMatch) => {
    expect(matcher({ ...NO_FILTER, ...part })(REQUEST)).toBe(isMatch);
  });

  test('shows entries without a stream together with those of any stream', () => {
    const { streamId: _, ...other } = REQUEST;
    expect(matcher({ ...NO_FILTER, stream: 'stream-2' })(other)).toBe(true);
  });
});

describe('an entry in words', () => {
  test('has its fields in one line', () => {
    expect(summaryOf(REQUEST)).toBe('protocol_version=1  signature=…6a21  nested{one=1 two}');
    expect(summaryOf({ ...REQUEST, detail: { text: 'x'.repeat(500) } })).toHaveLength(161);
  });

  test('says direction and time since the entry above', () => {
    expect(directionOf(REQUEST)).toEqual({ arrow: '←', word: 'received' });
    expect(deltaText(REQUEST, undefined)).toBe('');
    expect(deltaText(REQUEST, { ...REQUEST, atMs: 100.4 })).toBe('+20 ms');
    expect(deltaText({ ...REQUEST, atMs: 15_500 }, { ...REQUEST, atMs: 0 })).toBe('+15.5 s');
  });

  test('indents text on the wire only if it is JSON', () => {
    expect(wireText(REQUEST)).toContain('{\n  "msg_type": 1,');
    expect(wireText({ ...REQUEST, wire: '{"broken":' })).toBe('{"broken":');
  });
});

describe('verdicts', () => {
  const verdict = (severity: Verdict['severity'], streamId?: string): Verdict => ({
    rule: `${severity}-of-${streamId ?? 'none'}`,
    severity,
    message: 'A sentence.',
    evidence: [1],
    ...(streamId !== undefined && { streamId }),
  });
  const ofNone = verdict('error');
  const ofOne = verdict('note', 'stream-1');

  test('are those of the shown stream and those of none', () => {
    const all = [ofNone, ofOne, verdict('error', 'stream-2')];
    expect(verdictsFor(all, 'stream-1')).toEqual([ofOne, ofNone]);
    expect(verdictsFor(all, undefined)).toEqual([ofNone]);
  });

  test.each([
    [[ofNone], '1 error'],
    [[ofOne, ofNone, ofNone], '2 errors, 1 note'],
    [[], 'none yet, there is no meeting'],
  ] as const)('%j without a meeting: %s', (list, text) => {
    expect(verdictsText(list, undefined)).toBe(text);
  });

  test('praise an app only once it has joined', () => {
    const text = (wasJoined: boolean): string => verdictsText([], { wasJoined, connections: [] });
    expect(text(false)).toBe('none yet, no app has joined the shown meeting');
    expect(text(true)).toBe('none, the app did everything right so far');
  });
});

describe('a held message', () => {
  test.each([
    [60_000, 0, 1, 'goes on by itself in 60 s'],
    [60_000, 1500, 1, 'goes on by itself in 59 s'],
    [60_000, 10_000, 4, 'goes on by itself in 5 s'],
    [2000, 2500, 1, 'goes on by itself in 0 s'],
  ])('%d ms, %d ms ago, at speed %d: %s', (releasesInMs, sinceMs, speed, text) => {
    expect(releaseText(releasesInMs, sinceMs, { time: 'real', speed })).toBe(text);
  });

  test('waits for virtual time, which stands still until it is advanced', () => {
    const text = 'goes on by itself after 60 s of virtual time';
    expect(releaseText(60_000, 9000, { time: 'virtual', speed: 1 })).toBe(text);
    expect(releaseText(60_000, 9000, { time: 'virtual', speed: 'max' })).toBe(text);
  });

  test.each([
    ['', 'Each such message is held here until you release it, for 60s at most.'],
    ['1', 'The next such message is held here until you release it, for 60s at most.'],
    ['3', 'The next 3 such messages are held here until you release them, for 60s at most.'],
  ])('is announced, of %j messages', (times, text) => {
    expect(holdText({ times, atMost: '60s' })).toBe(text);
  });
});
