import { MessageType } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { PresenceHistory } from '../../src/meetings/presence-history.js';
import { settled, TestCore } from '../support/test-core.js';

describe('PresenceHistory', () => {
  test('returns who was present between two changes', () => {
    const history = new PresenceHistory<string>();
    history.record('Ana', true, 1000);
    history.record('Ana', false, 3000);
    history.record('Bo', true, 4000);
    const wasPresent = (participant: string, isPresent: boolean): boolean[] =>
      [500, 2000, 3500, 5000].map((positionMs) => history.wasPresent(participant, positionMs, isPresent));
    expect(wasPresent('Ana', false)).toEqual([false, true, false, false]);
    expect(wasPresent('Bo', true)).toEqual([false, false, false, true]);
    expect(wasPresent('Cleo', true)).toEqual([true, true, true, true]);
  });

  test('keeps changes for two minutes', () => {
    const history = new PresenceHistory<string>();
    for (let minute = 0; minute < 1000; minute += 1) history.record('Ana', minute % 2 === 0, minute * 60_000);
    expect(history.wasPresent('Ana', 998.5 * 60_000, false)).toBe(true);
    expect(history.wasPresent('Ana', 5, false)).toBe(false);
  });
});

/** Audio from before the app was ready, by participant and time. Bo is present from 2 s to 5 s. */
async function backlogOf(data_opt: 1 | 2) {
  const core = new TestCore({ protocol: '2026' });
  const meeting = await core.startMeeting({
    webhookUrl: 'http://127.0.0.1:9/',
    participants: [{ name: 'Ana' }, { name: 'Bo', present: false }],
  });
  core.clock.advance(2000);
  await meeting.inject({ do: 'join', participant: 'Bo' });
  core.clock.advance(3000);
  await meeting.inject({ do: 'leave', participant: 'Bo' });
  core.clock.advance(1000);
  const signaling = core.joinSignaling(meeting);
  const media = core.joinMedia(meeting, { media_type: 1, media_params: { audio: { data_opt } } });
  await core.ready(signaling, meeting);
  for (let i = 0; i < 50; i += 1) {
    core.clock.advance(20);
    await settled();
  }
  const packets = media.ofType(MessageType.MEDIA_DATA_AUDIO).map(({ content }) => content);
  const startMs = Math.min(...packets.map(({ timestamp }) => timestamp));
  return packets.map(({ timestamp, user_name, data }) => ({
    atMs: timestamp - startMs,
    user_name,
    label: Buffer.from(data, 'base64').toString().split('#')[0],
  }));
}

test('audio that is sent late has the voices of those who were present then', async () => {
  const packets = await backlogOf(2);
  const ofBo = packets.filter(({ user_name }) => user_name === 'Bo').map(({ atMs }) => atMs);
  expect([Math.min(...ofBo), Math.max(...ofBo)]).toEqual([2000, 4980]);
  expect(packets.filter(({ user_name }) => user_name === 'Ana').length).toBeGreaterThan(300);
});

test('mixed audio that is sent late has the voices of those who were present then', async () => {
  const packets = await backlogOf(1);
  const labelsIn = (fromMs: number, toMs: number): Set<string | undefined> =>
    new Set(packets.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ label }) => label));
  expect(labelsIn(0, 2000)).toEqual(new Set(['mix of 0']));
  expect(labelsIn(2000, 5000)).toEqual(new Set(['mixed']));
  expect(labelsIn(5000, 6000)).toEqual(new Set(['mix of 0']));
});
