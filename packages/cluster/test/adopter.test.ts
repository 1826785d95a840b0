import type { KV } from '@nats-io/kv';
import { ManualClock } from '@rtms-mock/server/testing';
import { expect, test } from 'vitest';
import { Adopter } from '../src/adopter.js';
import type { Bucket } from '../src/bucket.js';
import { Directory } from '../src/directory.js';
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
    directory: new Directory(),
    steadySinceMs: () => since,
    adopt: async () => void fate.push('adopted'),
    end: async () => void fate.push('ended'),
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

/** A node that knows meetings whose node is lost and that wait for the label `planet`. */
function waiting({ keys, planets }: { keys: readonly string[]; planets: string[] }) {
  const clock = new ManualClock();
  const [fate, lines]: [string[], string[]] = [[], []];
  const directory = new Directory();
  const meetings = keys.map((key): OwnedMeeting => {
    const streams = [{ streamId: `stream of ${key}`, state: 'active' }];
    const record = { key, meeting: { streams, labels: { planet: 'mars' } } };
    return { key, nodeId: 'gone', session: 'gone_1', record, revision: 7, writtenUnixMs: clock.unixMs() };
  });
  for (const meeting of meetings) directory.set(meeting);
  const ownership = {
    all: () => meetings,
    find: (key: string) => meetings.find((meeting) => meeting.key === key),
    isOwnOrEnding: () => false,
    takeOver: async ({ key }: OwnedMeeting) => fate.push(`${key} taken over`) > 0,
    release: async (key: string) => {
      fate.push(`${key} released`);
      meetings.splice(0, meetings.length, ...meetings.filter((meeting) => meeting.key !== key));
    },
    forget: async ({ key }: OwnedMeeting) => void fate.push(`${key} forgotten`),
  } as unknown as Ownership;
  const since = clock.now() - 10_000;
  const adopter = new Adopter({
    nodeId: 'a',
    clock,
    leases: { kv: { get: async () => null } as unknown as KV } as Bucket,
    ownership,
    isLive: () => false,
    candidates: () => (planets.includes('mars') ? ['a'] : []),
    directory,
    steadySinceMs: () => since,
    adopt: async () => void fate.push('goes on'),
    end: async (record) => void fate.push(`${(record as { key: string }).key} ended`),
    logger: { log: (_level, line) => void lines.push(line) },
  });
  const look = async (afterMs: number): Promise<void> => {
    clock.advance(afterMs);
    adopter.check();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { adopter, fate, lines, look };
}

test('meetings that wait for a label are announced once, and end after ten minutes in vain', async () => {
  const { fate, lines, look } = waiting({ keys: ['j', 'k'], planets: [] });
  await look(0);
  await look(999);
  expect(lines).toEqual([]);
  for (const afterMs of [1, 60_000, 240_000, 239_000]) await look(afterMs);
  expect(lines).toEqual([
    '2 meetings wait for a node with planet=mars: none takes meetings now. They end in about 10 minutes if none joins.',
  ]);
  await look(60_001);
  expect(fate.toSorted()).toEqual(
    ['j', 'k'].flatMap((key) => [`${key} ended`, `${key} released`, `${key} taken over`]),
  );
  expect(lines.slice(1)).toEqual(
    ['j', 'k'].map(
      (key) =>
        `The meeting ${key} of gone has waited about 10 minutes for a node with planet=mars, and is ended: none has joined.`,
    ),
  );
});

test('a meeting that waits can be ended at once, and one that somebody can take cannot', async () => {
  const planets: string[] = [];
  const { adopter, fate } = waiting({ keys: ['k'], planets });
  planets.push('mars');
  expect(await adopter.endWaiting('stream of k')).toBe(false);
  planets.pop();
  expect(await adopter.endWaiting('unknown')).toBe(false);
  expect(fate).toEqual([]);
  expect(await adopter.endWaiting('stream of k')).toBe(true);
  expect(fate).toEqual(['k taken over', 'k ended', 'k released']);
});

test('the labels are known for which a meeting waits', () => {
  const planets = ['mars'];
  const { adopter } = waiting({ keys: ['k'], planets });
  expect(adopter.awaitedLabels('stream of k')).toBeUndefined();
  planets.pop();
  expect(['stream of k', 'k', 'unknown'].map((id) => adopter.awaitedLabels(id))).toEqual([
    { planet: 'mars' },
    { planet: 'mars' },
    undefined,
  ]);
});
