import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { TestCore } from '../support/test-core.js';

/**
 * Limit of the heap of a meeting with one app, all media, one signaling and one media socket in memory, in bytes. It was
 * 29 kB when this was written, and 50 kB before its parts were made smaller. `bench/README.md` says where it goes.
 */
const LIMIT_BYTES = 36_000;

/** Meetings before the measurement: code is compiled, and the journal packs its entries. */
const BEFORE = 100;

const MEASURED = 200;

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What finalizers release is collected by the second call.
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

test('a meeting with one app takes less than 36 kB of heap', async () => {
  const core = new TestCore();
  const join = async (meetings: number): Promise<void> => {
    for (let joined = 0; joined < meetings; joined += 1) {
      await core.join();
      core.webhooks.length = 0;
    }
  };
  await join(BEFORE);
  const before = heapBytes();
  await join(MEASURED);
  const bytes = Math.round((heapBytes() - before) / MEASURED);
  expect(core.core.meetings()).toHaveLength(BEFORE + MEASURED);
  expect(bytes).toBeLessThan(LIMIT_BYTES);
});
