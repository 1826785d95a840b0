import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { readScenarioOption } from '../../src/cli/scenario-file.js';
import { checkScenarioMedia } from '../../src/cli/media.js';
import { parseScenario } from '../../src/scenarios/parse.js';
import { readScenario } from '../../src/scenarios/read-scenario.js';
import { startMockServer } from '../../src/server/mock-server.js';
import type { MockServer } from '../../src/server/server-api.js';

// Keeps the implementation and counts its calls.
vi.mock('../../src/scenarios/read-scenario.js', { spy: true });

// The built-in scenarios have been read by now: modules are loaded before any test.
beforeEach(() => {
  vi.mocked(readScenario).mockClear();
});

const SCENARIO = { name: 'mine', timeline: [{ at: '1s', do: 'pause' }] };
const FREE_PORTS = { port: 0, mediaPort: 0 };

async function postMeeting(server: MockServer, body: object): Promise<number> {
  const response = await fetch(`${server.controlUrl}/api/meetings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.status;
}

describe('a scenario is read once', () => {
  test('as an option of the server, for all of its meetings', async () => {
    await using server = await startMockServer({ ...FREE_PORTS, scenario: SCENARIO });
    await server.startMeeting();
    await server.startMeeting();
    expect(readScenario).toHaveBeenCalledTimes(1);
  });

  test('as an option of a meeting', async () => {
    await using server = await startMockServer(FREE_PORTS);
    await server.startMeeting({ scenario: SCENARIO });
    expect(readScenario).toHaveBeenCalledTimes(1);
  });

  test('in the body of a request', async () => {
    await using server = await startMockServer(FREE_PORTS);
    expect(await postMeeting(server, { scenario: SCENARIO })).toBe(201);
    expect(readScenario).toHaveBeenCalledTimes(1);
  });

  test('from a file of the command line, including the check of its recordings and the start of the server', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rtms-mock-read-once-'));
    try {
      await writeFile(join(folder, 'mine.yaml'), 'media: tone\ntimeline:\n  - {at: 1s, do: pause}\n');
      const scenario = await readScenarioOption('mine.yaml', folder);
      const openMedia = vi.fn(() => Promise.reject(new Error('not needed')));
      const signal = new AbortController().signal;
      const checked = checkScenarioMedia(scenario, openMedia, { cacheFolder: folder, signal });
      await expect(checked).rejects.toThrow('not needed');
      expect(openMedia).toHaveBeenCalledWith('tone', signal);
      await using server = await startMockServer({ ...FREE_PORTS, scenario });
      expect(server.meetings()).toEqual([]);
      expect(readScenario).toHaveBeenCalledTimes(1);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('by parseScenario, whose result servers and meetings use unchanged', async () => {
    const parsed = parseScenario(JSON.stringify({ ...SCENARIO, topic: 'News' }));
    if (!parsed.ok) throw new Error('the scenario is right');
    const { scenario } = parsed;
    await using server = await startMockServer({ ...FREE_PORTS, scenario });
    const meetings = [await server.startMeeting(), await server.startMeeting({ scenario })];
    expect(meetings.map((meeting) => meeting.view().topic)).toEqual(['News', 'News']);
    expect(readScenario).toHaveBeenCalledTimes(1);
  });

  test('by name: not at all, since the built-in scenarios have been read', async () => {
    await using server = await startMockServer({ ...FREE_PORTS, scenario: 'late-joiner' });
    await server.startMeeting({ scenario: 'host-stops' });
    expect(await postMeeting(server, { scenario: 'media-failover' })).toBe(201);
    expect(readScenario).not.toHaveBeenCalled();
  });
});

test('a changed copy of a read scenario is checked like any other data', async () => {
  const parsed = parseScenario(JSON.stringify(SCENARIO));
  if (!parsed.ok) throw new Error('the scenario is right');
  await using server = await startMockServer(FREE_PORTS);
  const copy = { ...parsed.scenario, product: 'party' as 'meeting' };
  await expect(server.startMeeting({ scenario: copy })).rejects.toThrow(/product must be one of/);
});
