import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { followMeetings } from '../../src/fleet/follow-meetings.js';
import { startNode } from '../../src/server/mock-server.js';

test('a meeting that ends as soon as another node goes on with it is released', async () => {
  await using first = await startNode({ port: 0, mediaPort: 0 });
  await using second = await startNode({ port: 0, mediaPort: 0 });
  const { streamId } = await first.startMeeting();
  const [record] = first.records();
  if (!record) expect.fail('a record is needed');
  const released: string[] = [];
  const keeper = {
    claim: () => Promise.resolve(true),
    release: async (key: string) => void released.push(key),
  };
  const failures: unknown[] = [];
  const onError = (error: unknown): void => void failures.push(error);
  const stop = followMeetings(second, keeper, { clock: systemClock(), onError });
  await second.adopt({ ...record, key: 'of-the-first' });
  await second.meeting(streamId)?.end();
  await expect.poll(() => released).toEqual(['of-the-first']);
  // A reset forgets it at once.
  await second.adopt({ ...record, key: 'reset' });
  await second.reset();
  await expect.poll(() => released).toEqual(['of-the-first', 'reset']);
  expect(failures).toEqual([]);
  stop();
});
