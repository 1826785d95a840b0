import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { ClusterError } from '../src/cluster-error.js';
import { withLeader } from '../src/leader-wait.js';

function waiting(work: () => Promise<string>) {
  const clock = new ManualClock();
  const lines: string[] = [];
  const logger = { log: (_level: string, line: string) => void lines.push(line) };
  const result = withLeader(work, { logger, clock, servers: 'a:1, b:2' }).then(
    (value) => value,
    (error: unknown) => String(error),
  );
  return { clock, lines, result };
}

/** Lets promises that are settled run their handlers. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('work is repeated until JetStream has a leader, with one line in the log', async () => {
  let attempts = 0;
  const { clock, lines, result } = waiting(() => {
    attempts += 1;
    return attempts < 4 ? Promise.reject(new Error('timeout')) : Promise.resolve('done');
  });
  for (let at = 0; at < 3; at += 1) {
    await turn();
    clock.advance(500);
  }
  expect(await result).toBe('done');
  expect(lines).toEqual(['JetStream at a:1, b:2 does not answer yet (timeout); waiting up to 15 s.']);
});

test('without a leader it ends after 15 s in one sentence', async () => {
  const { clock, result } = waiting(() => Promise.reject(new Error('timeout')));
  for (let at = 0; at < 31; at += 1) {
    await turn();
    clock.advance(500);
  }
  expect(await result).toBe(
    'ClusterError: NATS at a:1, b:2 accepts connections, but its JetStream does not answer (timeout); of several NATS servers, more than half must run.',
  );
});

test('an error that waiting cannot change is thrown at once', async () => {
  const { lines, result } = waiting(() => Promise.reject(new ClusterError('no')));
  expect([await result, lines]).toEqual(['ClusterError: no', []]);
});
