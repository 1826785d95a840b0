import type { KV } from '@nats-io/kv';
import { ManualClock } from '@rtms-mock/server/testing';
import { expect, test } from 'vitest';
import { Adopter } from '../src/adopter.js';
import type { Bucket } from '../src/bucket.js';
import type { OwnedMeeting, Ownership } from '../src/ownership.js';

/** Looks at one meeting without a node a minute after NATS was away. Returns what becomes of it. */
async function fateOf({
  ageMs,
  isNodeThere = false,
}: {
  ageMs: number;
  isNodeThere?: boolean;
}): Promise<string[]> {
  const clock = new ManualClock();
  const fate: string[] = [];
  const meeting: OwnedMeeting = {
    key: 'k',
    nodeId: 'gone',
    session: 'gone_1',
    record: {},
    revision: 7,
    writtenUnixMs: clock.unixMs() + 60_000 - ageMs,
  };
  const ownership = {
    all: () => [meeting],
    isOwnOrEnding: () => false,
    takeOver: async () => fate.push('taken over') > 0,
    forget: async ({ key }: OwnedMeeting) => void fate.push(`${key} forgotten`),
  } as unknown as Ownership;
  const get = async (): Promise<unknown> => (isNodeThere ? { operation: 'PUT' } : null);
  const since = clock.now();
  clock.advance(60_000);
  new Adopter({
    nodeId: 'a',
    clock,
    leases: { kv: { get } as unknown as KV } as Bucket,
    ownership,
    isLive: () => false,
    candidates: () => ['a'],
    steadySinceMs: () => since,
    adopt: async () => void fate.push('adopted'),
    logger: { log: () => {} },
  }).check();
  await new Promise((resolve) => setImmediate(resolve));
  return fate;
}

test('a meeting whose node is lost goes on, unless it was written so long ago that it has ended', async () => {
  expect(await fateOf({ ageMs: 600_000 })).toEqual(['taken over', 'adopted']);
  expect(await fateOf({ ageMs: 600_001 })).toEqual(['k forgotten']);
});

test('a meeting whose node lives as the leader knows is left as it is', async () => {
  for (const ageMs of [0, 600_001]) expect(await fateOf({ ageMs, isNodeThere: true })).toEqual([]);
});
