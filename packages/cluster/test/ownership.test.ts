import { JetStreamApiError } from '@nats-io/jetstream';
import type { KV } from '@nats-io/kv';
import { ManualClock } from '@rtms-mock/server/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { EndedKeys } from '../src/ended-keys.js';
import { Ownership } from '../src/ownership.js';

describe('a meeting that has ended', () => {
  const value = { nodeId: 'gone', session: 'gone_1', record: {} };
  const write = (revision: number, unixMs = revision) => ({ revision, unixMs });
  let purged: unknown[];
  let ownership: Ownership;

  beforeEach(() => {
    purged = [];
    const purge = async (key: string, { previousSeq }: { previousSeq: number }): Promise<void> => {
      purged.push([key, previousSeq]);
    };
    ownership = new Ownership({
      bucket: { generation: 'one', kv: { purge } as unknown as KV, open: async () => ({}) as KV },
      nodeId: 'a',
      session: () => 'a_1',
      isHeld: () => true,
      onTaken: () => {},
      clock: new ManualClock(),
      logger: { log: () => {} },
    });
    ownership.onValue('k', value, write(5));
    ownership.onGone('k', write(9));
  });

  test.each([
    ['as it was', write(5)],
    ['as it was even earlier', write(3)],
  ])('and comes back %s with NATS is deleted again', (_, earlier) => {
    ownership.onValue('k', value, earlier);
    expect([...ownership.all()]).toEqual([]);
    expect(purged).toEqual([['k', earlier.revision]]);
  });

  test.each([
    ['later', write(10)],
    ['in a bucket that was created anew, with small revisions', write(2, 20)],
  ])('can begin again %s', (_, later) => {
    ownership.onValue('k', value, later);
    expect([...ownership.all()].map(({ key }) => key)).toEqual(['k']);
    expect(purged).toEqual([]);
  });

  test('is known to a node that has seen only the mark of its end', () => {
    ownership.onGone('other', write(12));
    ownership.onValue('other', value, write(11));
    expect(purged).toEqual([['other', 11]]);
  });
});

test('a meeting that is absent without the mark of an end may be read again', () => {
  const purge = (): never => {
    throw new Error('a meeting without an end is deleted');
  };
  const ownership = new Ownership({
    bucket: { generation: 'one', kv: { purge } as unknown as KV, open: async () => ({}) as KV },
    nodeId: 'a',
    session: () => 'a_1',
    isHeld: () => true,
    onTaken: () => {},
    clock: new ManualClock(),
    logger: { log: () => {} },
  });
  const value = { nodeId: 'b', session: 'b_1', record: {} };
  ownership.onValue('k', value, { revision: 5, unixMs: 5 });
  ownership.onGone('k');
  ownership.onValue('k', value, { revision: 5, unixMs: 5 });
  expect([...ownership.all()]).toHaveLength(1);
});

test('the record of a meeting is written again before it is too old to be continued', async () => {
  const clock = new ManualClock();
  const written: string[] = [];
  const write = async (key: string): Promise<number> => written.push(key);
  const ownership = new Ownership({
    bucket: {
      generation: 'one',
      kv: { create: write, update: write } as unknown as KV,
      open: async () => ({}) as KV,
    },
    nodeId: 'a',
    session: () => 'a_1',
    isHeld: () => true,
    onTaken: () => {},
    clock,
    logger: { log: () => {} },
  });
  await ownership.claim('k', {});
  clock.advance(240_000);
  await ownership.settle();
  expect(written).toEqual(['k']);
  clock.advance(1);
  for (let times = 0; times < 2; times += 1) await ownership.settle();
  expect(written).toEqual(['k', 'k']);
});

test('of many meetings that have ended, the first ones are forgotten', () => {
  const ended = new EndedKeys(2);
  for (const key of ['a', 'b', 'a', 'c']) ended.add(key, { revision: 5, unixMs: 5 });
  const earlier = { revision: 4, unixMs: 4 };
  expect(['a', 'b', 'c'].map((key) => ended.includes(key, earlier))).toEqual([true, false, true]);
});

describe('a node whose bucket has disappeared with the disk of NATS', () => {
  const wrongRevision = (): never => {
    throw new JetStreamApiError({ code: 400, err_code: 10_071, description: 'wrong last sequence' });
  };
  let generations: string[];
  let entries: Map<string, number>;
  let taken: string[];
  let ownership: Ownership;

  beforeEach(() => {
    generations = ['one'];
    entries = new Map();
    taken = [];
    let generation = 'one';
    const create = async (key: string): Promise<number> => {
      if (entries.has(key)) wrongRevision();
      entries.set(key, 7);
      return 7;
    };
    const update = async (key: string, _: unknown, revision: number): Promise<number> => {
      if (entries.get(key) !== revision) wrongRevision();
      entries.set(key, revision + 1);
      return revision + 1;
    };
    const kv = { create, update, get: async () => null } as unknown as KV;
    const bucket = {
      kv,
      get generation() {
        return generation;
      },
      open: async () => {
        generation = generations.at(-1) ?? '';
        return kv;
      },
    };
    ownership = new Ownership({
      bucket,
      nodeId: 'a',
      session: () => 'a_1',
      isHeld: () => true,
      onTaken: (key) => void taken.push(key),
      clock: new ManualClock(),
      logger: { log: () => {} },
    });
  });

  test('writes its meetings to the bucket that another node has created anew', async () => {
    await Promise.all(['k1', 'k2'].map((key) => ownership.claim(key, {})));
    entries.clear();
    generations.push('two');
    for (const key of ['k1', 'k2']) ownership.onGone(key);
    await ownership.settle();
    expect([...entries.keys()].toSorted()).toEqual(['k1', 'k2']);
    expect([ownership.ownKeys, taken]).toEqual([['k1', 'k2'], []]);
  });

  test('gives a meeting up that has disappeared from the same bucket', async () => {
    await ownership.claim('k1', {});
    entries.clear();
    ownership.onGone('k1');
    await ownership.settle();
    expect([ownership.ownKeys, taken]).toEqual([[], ['k1']]);
  });
});
