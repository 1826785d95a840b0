import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { Replication, type ReplicationInput } from '../src/replication.js';

/** A bucket whose servers answer one after the other as given; the last answer repeats. */
function bucket(name: string, ...answers: readonly (() => Promise<boolean>)[]) {
  let asked = 0;
  const replicate = (): Promise<boolean> => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    return answer?.() ?? Promise.resolve(false);
  };
  return { bucket: { name, replicate }, asked: () => asked };
}

function replication(...buckets: ReplicationInput['buckets']) {
  const clock = new ManualClock();
  const lines: string[] = [];
  const logger = { log: (level: string, line: string) => void lines.push(`${level}: ${line}`) };
  return { clock, lines, replication: new Replication({ buckets, servers: 'a:1, b:2', clock, logger }) };
}

/** Lets promises that are settled run their handlers. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('each bucket is looked at every 10 s, and the log says when three servers store it', async () => {
  const nodes = bucket(
    'nodes',
    async () => false,
    async () => true,
    async () => false,
  );
  const meetings = bucket('meetings');
  const { clock, lines, replication: checked } = replication(nodes.bucket, meetings.bucket);
  checked.check();
  await turn();
  clock.advance(9_999);
  checked.check();
  expect([nodes.asked(), meetings.asked(), lines]).toEqual([1, 1, []]);
  clock.advance(1);
  checked.check();
  await turn();
  clock.advance(10_000);
  checked.check();
  await turn();
  expect([nodes.asked(), meetings.asked()]).toEqual([3, 3]);
  expect(lines).toEqual(['info: NATS at a:1, b:2 stores the bucket nodes three times now.']);
});

test('a bucket that cannot be read is looked at again', async () => {
  const nodes = bucket(
    'nodes',
    () => Promise.reject(new Error('timeout')),
    async () => true,
  );
  const { clock, lines, replication: checked } = replication(nodes.bucket);
  checked.check();
  await turn();
  clock.advance(10_000);
  checked.check();
  await turn();
  expect(lines).toEqual([
    'debug: The replicas of the bucket nodes are unknown: timeout',
    'info: NATS at a:1, b:2 stores the bucket nodes three times now.',
  ]);
});
