import { expect, test } from 'vitest';
import { loadMeetings } from '../../src/cli/load-meetings.js';
import { UsageError } from '../../src/input/usage-error.js';
import { withRotatingSpeakers } from '../../src/load/rotating-speakers.js';
import { readScenario } from '../../src/scenarios/read-scenario.js';

const FOLDER = import.meta.dirname;

test('everyone speaks in turn, at other moments in the next meeting', () => {
  const source = { name: 'mine', timeline: [{ at: '1s', do: 'pause' }] };
  const reading = readScenario(withRotatingSpeakers(source, 2, 13));
  expect(reading.ok && reading.scenario.timeline.slice(1)).toEqual([
    {
      when: { atMs: 1500 },
      step: { do: 'active-speaker', participant: 1 },
      every: { intervalMs: 10_000, times: Infinity },
    },
    {
      when: { atMs: 6500 },
      step: { do: 'active-speaker', participant: 2 },
      every: { intervalMs: 10_000, times: Infinity },
    },
  ]);
});

test('participants are those of the scenario, of the media, or of the built-in conversation', async () => {
  const turns = async (scenario: string | undefined, participants?: number): Promise<number> => {
    const values = { speakers: 'rotate' as const, ...(scenario !== undefined && { scenario }) };
    const { scenario: played } = (await loadMeetings(values, FOLDER, 'own', participants))(0);
    return (played as { readonly timeline: readonly unknown[] }).timeline.length;
  };
  expect([await turns(undefined), await turns('long-talk'), await turns(undefined, 3)]).toEqual([2, 4, 3]);
  const values = { speakers: 'rotate', media: 'talk.mp4' } as const;
  await expect(loadMeetings(values, FOLDER, 'remote')).rejects.toThrow(UsageError);
});

test('an own server has the options as its defaults, a running one receives them with each meeting', async () => {
  const values = { webhookUrl: 'http://127.0.0.1:1/', scenario: 'host-stops', protocol: '2026' } as const;
  expect((await loadMeetings(values, FOLDER, 'own'))(3)).toEqual({});
  expect((await loadMeetings(values, FOLDER, 'remote'))(3)).toEqual(values);
});
