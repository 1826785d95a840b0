import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ScenarioError, startMockServer } from '../../src/index.js';
import { run, serving } from '../cli/fake-surroundings.js';
import { TestCore } from '../support/test-core.js';

const QUIET = { timeline: [] };
const TWICE = { timeline: [{ at: '1s', do: 'duplicate-webhook' }] };

test.each([
  [{ meetingId: '91234' }, 2],
  [{ meetingId: '81234' }, 1],
  [{ meetingUuid: 'abc==' }, 2],
  [{ topic: 'run 7: flaky network' }, 2],
  [{ meetingId: '91234', scenario: QUIET }, 1],
  [{}, 1],
])('a meeting with %j sends %i webhooks', async (input, webhooks) => {
  const core = new TestCore({ scenarioFor: { '9????': TWICE, 'abc*': TWICE, '*flaky*': TWICE } });
  await core.startMeeting(input);
  core.clock.advance(2000);
  expect(core.webhooks).toHaveLength(webhooks);
});

test('the first pattern that matches counts', async () => {
  const core = new TestCore({ scenarioFor: { '91*': QUIET, '9*': TWICE } });
  await core.startMeeting({ meetingId: '912' });
  core.clock.advance(2000);
  expect(core.webhooks).toHaveLength(1);
});

test('characters other than * and ? stand for themselves', async () => {
  const core = new TestCore({ scenarioFor: { '9.2': TWICE } });
  await core.startMeeting({ meetingUuid: '9x2' });
  core.clock.advance(2000);
  expect(core.webhooks).toHaveLength(1);
});

test('a scenario that cannot be used is refused at the start', async () => {
  await expect(startMockServer({ scenarioFor: { '9*': 'media-failovr' } })).rejects.toThrow(ScenarioError);
});

test('the configuration file and the flag name scenarios', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rtms-mock-patterns-'));
  try {
    await writeFile(join(folder, 'own.yaml'), 'timeline: [{at: 1s, do: duplicate-webhook}]\n');
    await writeFile(
      join(folder, 'rtms-mock.config.yaml'),
      "scenarioFor: {'9*': own.yaml, 'x*': garbage, 'y*': {timeline: []}}\n",
    );
    await using server = await serving([], { folder });
    expect(server.controlUrl).toContain('http');
    const wrong = run(['--port', '0', '--media-port', '0', '--scenario-for', '9*=nothing.yaml'], { folder });
    expect(await wrong.exitCode).toBe(2);
    expect(wrong.stderr.text).toContain('nothing.yaml');
    const form = run(['--scenario-for', '9*'], { folder });
    expect(await form.exitCode).toBe(2);
    expect(form.stderr.text).toContain('--scenario-for must be PATTERN=SCENARIO');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
