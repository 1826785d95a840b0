import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import type { OwnedMeeting, Ownership } from '../src/ownership.js';
import { takeBack } from '../src/take-back.js';

/** Meetings that were handed over, whom no other node can take. */
function handedOver(...keys: readonly string[]) {
  const clock = new ManualClock();
  const lines: string[] = [];
  const done: string[] = [];
  const open = new Map(
    keys.map((key): [string, OwnedMeeting] => [
      key,
      { key, nodeId: 'a', session: null, record: key, revision: 1, writtenUnixMs: 0 },
    ]),
  );
  const refusals = new Map<string, number>();
  const unplayable = new Set<string>();
  const ownership = {
    find: (key: string) => open.get(key),
    takeOver: async ({ key }: OwnedMeeting) => {
      const left = refusals.get(key) ?? 0;
      refusals.set(key, left - 1);
      if (left > 0) throw new Error('timeout');
      open.delete(key);
      return true;
    },
    release: async (key: string) => void done.push(`${key} has ended`),
  } as unknown as Ownership;
  const finished = takeBack(keys, {
    nodeId: 'a',
    clock,
    ownership,
    candidates: () => [],
    isHeld: () => true,
    adopt: async (record) => {
      if (unplayable.has(String(record))) throw new Error('no such file');
      done.push(`${String(record)} goes on`);
    },
    logger: { log: (level, line) => void lines.push(`${level}: ${line}`) },
  });
  return { clock, lines, done, refusals, unplayable, finished };
}

/** Lets promises that are settled run their handlers. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a meeting that NATS does not give back at once is tried again, and holds up no other', async () => {
  const { clock, lines, done, refusals, finished } = handedOver('one', 'two');
  refusals.set('one', 1);
  for (let look = 0; look < 2; look += 1) {
    clock.advance(50);
    await turn();
  }
  await finished;
  expect(done).toEqual(['two goes on', 'one goes on']);
  expect(lines).toEqual(['debug: The meeting one is still without a node: timeout']);
});

test('a meeting that cannot go on here ends', async () => {
  const { clock, lines, done, unplayable, finished } = handedOver('one', 'two');
  unplayable.add('one');
  clock.advance(50);
  await turn();
  await finished;
  expect(done).toEqual(['two goes on', 'one has ended']);
  expect(lines).toEqual(['error: The meeting one of a cannot go on here: no such file']);
});
