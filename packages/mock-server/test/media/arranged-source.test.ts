import { EventType, MessageType } from '@rtms-mock/protocol';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';

import { arrangeSource } from '../../src/media/sources/arranged-source.js';
import type { MediaSource } from '../../src/media/sources/media-source.js';
import type { AudioFormat, VideoFormat } from '../../src/media/tracks/track.js';
import { TestCore } from '../support/test-core.js';
import { testSource } from '../support/test-source.js';

const l16: AudioFormat = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 };
const png: VideoFormat = { codec: 'PNG', width: 640, height: 360, fps: 5 };

test.each([[[]], [['Ana']], [['ana', 'Bo']], [['Zoë', 'Max', 'Eve']]])(
  'a source whose participants are in the order of %j already is returned unchanged',
  (names) => {
    const source = testSource();
    expect(arrangeSource(source, names)).toBe(source);
  },
);

test('participants get the media of those with the same name, others of those that are left', async () => {
  const source = arrangeSource(testSource(), ['BO', 'Zoë', 'Cleo']);
  expect(source.participants.map(({ name }) => name)).toEqual(['Bo', 'Ana', 'listener']);
  expect(source.utterances.map(({ speaker, text }) => [speaker, text])).toEqual([
    [1, 'Hello from Ana.'],
    [0, 'Hello from Bo.'],
  ]);
  expect(source.shares).toMatchObject([{ sharer: 0 }]);
  expect([source.activeSpeakerAt(0), source.activeSpeakerAt(5000)]).toEqual([1, 0]);
});

test('audio and video are reordered with the participants', async () => {
  const source = arrangeSource(testSource(), ['Cleo', 'Bo', 'Ana']);
  // Participants with the same name come first, so none is left for Cleo.
  expect(source.participants.map(({ hasAudio, hasVideo }) => hasAudio && hasVideo)).toEqual([
    false,
    true,
    true,
  ]);
  const label = async (selection: Parameters<typeof source.audio>[0]) =>
    (await source.audio(selection, l16)).chunkAt(0)?.data.toString();
  expect(await label('mixed')).toBe('mixed#0');
  expect(await label({ participant: 1 })).toBe('voice1#0');
  expect(await label({ participant: 2 })).toBe('voice0#0');
  expect(await label({ participants: [0, 1, 2] })).toBe('mix of 0+1#0');
  await expect(label({ participant: 0 })).rejects.toMatchObject({ code: 'no-audio' });
  expect((await source.video(2, png))?.chunkAt(0)?.data.toString()).toBe('camera0#0');
  expect(await source.video(0, png)).toBeUndefined();
});

test('in a meeting with another order, lines and turns belong to the right participants', async () => {
  const core = new TestCore({ protocol: '2026' });
  const { media, signaling } = await core.join(
    { media_type: 8 },
    { participants: [{ name: 'Bo' }, { name: 'Ana' }] },
  );
  signaling.send({ msg_type: MessageType.EVENT_SUBSCRIPTION, events: [EventType.ACTIVE_SPEAKER_CHANGE] });
  core.clock.advance(10_000);
  const lines = media.ofType(MessageType.MEDIA_DATA_TRANSCRIPT).map(({ content }) => content);
  expect(lines.map(({ user_name, data }) => `${user_name}: ${data}`)).toEqual([
    'Ana: Hello from Ana.',
    'Bo: Hello from Bo.',
  ]);
  expect(lines.map(({ user_id }) => user_id)).toEqual([16_779_264, 16_778_240]);
  const turns = signaling
    .ofType(MessageType.EVENT_UPDATE)
    .flatMap(({ event }) => (event.event_type === EventType.ACTIVE_SPEAKER_CHANGE ? [event.user_name] : []));
  // The first event is the active speaker at the time of the subscription; their first line changes nothing.
  expect(turns).toEqual(['Ana', 'Bo']);
});

test('a source that creates one for each meeting is arranged in each', () => {
  const stages: unknown[] = [];
  const live: MediaSource = {
    ...testSource(),
    sharerAt: () => 1,
    forMeeting: (stage) => {
      stages.push(stage);
      return { ...testSource(), label: 'in a meeting', sharerAt: () => 0 };
    },
  };
  const source = arrangeSource(live, ['Bo', 'Ana']);
  expect(source.sharerAt?.(0)).toBe(0);
  const stage = { clock: new ManualClock(), originMs: 0, isOver: () => false };
  const inMeeting = source.forMeeting?.(stage);
  expect(stages).toEqual([stage]);
  expect(inMeeting?.label).toBe('in a meeting');
  expect(inMeeting?.participants.map(({ name }) => name)).toEqual(['Bo', 'Ana']);
  expect(inMeeting?.sharerAt?.(0)).toBe(1);
});
