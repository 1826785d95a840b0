import { expect, test } from 'vitest';
import { explainScenario } from '../../src/scenarios/explain-scenario.js';
import { readScenario } from '../../src/scenarios/read-scenario.js';
import { TestCore } from '../support/test-core.js';

const TIMELINE = [{ at: '1s', every: '1s', chance: 0.3, do: 'active-speaker', participant: 2 }];

/** Times at which the step is performed in a meeting of 200 s. */
async function times(seed?: number): Promise<number[]> {
  const core = new TestCore(seed === undefined ? {} : { seed });
  const { meeting } = await core.join({ media_type: 1 }, { scenario: { timeline: TIMELINE } });
  core.clock.advance(200_000);
  return core.journal.find({ type: 'active-speaker', streamId: meeting.streamId }).map(({ atMs }) => atMs);
}

test('a step with a chance takes place sometimes, at the same times with the same seed', async () => {
  const first = await times(3);
  expect(first.length).toBeGreaterThan(5);
  expect(first.length).toBeLessThan(55);
  expect(await times(3)).toEqual(first);
  expect(await times(4)).not.toEqual(first);
});

test('the explanation names the probability', () => {
  const reading = readScenario({ timeline: TIMELINE });
  if (!reading.ok) throw new Error('not read');
  expect(explainScenario(reading.scenario)[0]).toMatch(
    /^1 s after the meeting began, then every 1 s, each with a probability of 0.3: /,
  );
});

test.each([0, 1.5, '0.3', -1])('%o is no probability', (chance) => {
  const reading = readScenario({ timeline: [{ at: '1s', chance, do: 'pause' }] });
  expect(reading).toMatchObject({
    ok: false,
    problems: [
      {
        path: ['timeline', 0, 'chance'],
        message: expect.stringContaining('must be a probability') as string,
      },
    ],
  });
});
