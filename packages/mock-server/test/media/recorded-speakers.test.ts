import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventType, MessageType } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { samplesOf } from '../../src/media/codecs/wav.js';
import { openMediaFile } from '../../src/media/sources/file/file-source.js';
import { openMediaFolder } from '../../src/media/sources/file/media-folder.js';
import { joinSpans, partAt, withoutSpans } from '../../src/media/sources/file/spans.js';
import type { AudioSelection, MediaSource } from '../../src/media/sources/media-source.js';
import type { AudioFormat } from '../../src/media/tracks/track.js';
import { TestCore } from '../support/test-core.js';
import {
  listen,
  noFfmpeg,
  picture,
  record,
  watchedFfmpeg,
  temporaryCache,
  temporaryFolder,
  writeWav,
} from './file-support.js';

const l16: AudioFormat = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 };

/** Ana from 1.01 s to 2 s, Bo from 2.5 s to 3.5 s, of four seconds. */
const TWO = 'WEBVTT\n\n00:01.010 --> 00:02.000\n<v Ana Ruiz>Hi\n\n00:02.500 --> 00:03.500\n<v Bo>Hello\n';

async function open(transcript: string, name = 'talk.vtt'): Promise<MediaSource> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), transcript);
  const path = writeWav(join(folder, 'talk.wav'), { seconds: 4 });
  return openMediaFile(path, { ffmpeg: noFfmpeg(), cache: temporaryCache() });
}

/** One character per packet: `#` audio of the recording, `0` silence, `.` nothing. */
async function heard(source: MediaSource, selection: AudioSelection, format = l16): Promise<string> {
  const track = await source.audio(selection, format);
  const packets = Array.from({ length: track.length }, (_, i) => track.chunkAt(i)?.data);
  return packets.map((data) => (!data ? '.' : data.every((byte) => byte === 0) ? '0' : '#')).join('');
}

test('speakers of a transcript are the participants, in the order in which they speak', async () => {
  const source = await open(`${TWO}\n00:03.600 --> 00:03.800\n<v ana  ruiz>Bye\n`);
  expect(source.label).toBe('talk.wav');
  expect(source.participants).toEqual([
    { name: 'Ana Ruiz', hasAudio: true, hasVideo: false },
    { name: 'Bo', hasAudio: true, hasVideo: false },
  ]);
  expect(source.utterances.map(({ speaker, text }) => [speaker, text])).toEqual([
    [0, 'Hi'],
    [1, 'Hello'],
    [0, 'Bye'],
  ]);
  expect([500, 1500, 2200, 2600, 3700].map((at) => source.activeSpeakerAt(at))).toEqual([0, 0, 0, 1, 0]);
});

test('a line without a name belongs to the previous speaker, at the beginning to the first one who is named', async () => {
  const entry = (start: number, speaker?: string) => ({ start, end: start + 0.5, text: `${start}`, speaker });
  const entries = [entry(0), entry(1, 'Bo'), entry(2), entry(3, 'Ana'), entry(3.5)];
  const source = await open(JSON.stringify(entries), 'talk.json');
  expect(source.participants.map(({ name }) => name)).toEqual(['Bo', 'Ana']);
  expect(source.utterances.map(({ speaker }) => speaker)).toEqual([0, 0, 0, 1, 1]);
});

test('each speaker has the audio of their own lines, and the mix is the whole recording', async () => {
  const source = await open(TWO);
  const long = { ...l16, intervalMs: 500 };
  expect(await heard(source, { participant: 0 }, long)).toBe('..##....');
  expect(await heard(source, { participant: 1 }, long)).toBe('.....##.');
  expect(await heard(source, { participants: [0, 1] }, long)).toBe('########');
  expect(await heard(source, 'mixed', long)).toBe('########');
  const mixed = await source.audio('mixed', l16);
  const ana = await source.audio({ participant: 0 }, l16);
  expect(ana.chunkAt(60)?.data).toEqual(mixed.chunkAt(60)?.data);
  // Her first packet begins in the middle.
  const [whole, first] = [mixed.chunkAt(50)?.data, ana.chunkAt(50)?.data];
  expect(ana.chunkAt(49)).toBeUndefined();
  expect(first?.subarray(0, 320)).toEqual(Buffer.alloc(320));
  expect(first?.subarray(320)).toEqual(whole?.subarray(320));
});

test('lines of participants who are not in the meeting are silent in the mix', async () => {
  const source = await open(TWO);
  const long = { ...l16, intervalMs: 500 };
  expect(await heard(source, { participants: [0] }, long)).toBe('#####00#');
  const bo = await source.audio({ participants: [1] }, l16);
  expect(bo.chunkAt(75)?.data).toEqual(Buffer.alloc(640));
  expect(bo.chunkAt(25)?.data).toEqual((await source.audio('mixed', l16)).chunkAt(25)?.data);
});

test('Opus packets are sent only when they are within a line', async () => {
  const source = await open(TWO);
  const opus: AudioFormat = { codec: 'OPUS', sampleRateHz: 48_000, channels: 1, intervalMs: 60 };
  const packets = await heard(source, { participant: 0 }, opus);
  expect([packets.indexOf('#') * 60, packets.lastIndexOf('#') * 60 + 60]).toEqual([1020, 1980]);
  expect(packets).toMatch(/^\.+#+\.+$/);
  const track = await source.audio({ participants: [0] }, opus);
  const silent = track.chunkAt(50);
  expect(silent?.data.length).toBeLessThan(20);
  expect(track.chunkAt(49)).toBe(silent);
  expect((track.chunkAt(20)?.data.length ?? 0) > 100).toBe(true);
});

test('a single speaker has the whole recording', async () => {
  const source = await open(
    'WEBVTT\n\n00:01.000 --> 00:02.000\nAna: Hi\n\n00:03.000 --> 00:03.500\nAna: Bye\n',
  );
  expect(source.participants.map(({ name }) => name)).toEqual(['Ana']);
  expect(await heard(source, { participant: 0 }, { ...l16, intervalMs: 1000 })).toBe('####');
});

test('in a folder all lines of a recording belong to its participant, without the name', async () => {
  const folder = temporaryFolder();
  writeWav(join(folder, 'Ana.wav'), { seconds: 4, hz: [400] });
  writeWav(join(folder, 'Cleo.wav'), { seconds: 4, hz: [1000] });
  writeFileSync(join(folder, 'Ana.vtt'), TWO.replaceAll(/<v (.+)>/g, '$1: '));
  const source = await openMediaFolder(folder, { ffmpeg: noFfmpeg(), cache: temporaryCache() });
  expect(source.participants.map(({ name }) => name)).toEqual(['Ana', 'Cleo']);
  expect(source.utterances.map(({ speaker, text }) => [speaker, text])).toEqual([
    [0, 'Hi'],
    [0, 'Hello'],
  ]);
  const track = await source.audio({ participant: 0 }, { ...l16, intervalMs: 1000 });
  const samples = samplesOf(
    Buffer.concat([0, 1, 2, 3].map((i) => track.chunkAt(i)?.data ?? Buffer.alloc(0))),
  );
  expect(samples).toHaveLength(64_000);
  expect(listen(samples, 16_000, 400).purity).toBeGreaterThan(0.99);
});

test('spans are joined, removed and found', () => {
  const span = (startMs: number, endMs: number) => ({ startMs, endMs });
  const joined = joinSpans([span(50, 60), span(10, 20), span(20, 30), span(25, 28), span(40, 40)]);
  expect(joined).toEqual([span(10, 30), span(50, 60)]);
  expect(withoutSpans([span(0, 100)], joined)).toEqual([span(0, 10), span(30, 50), span(60, 100)]);
  expect(withoutSpans(joined, [span(0, 15), span(55, 200)])).toEqual([span(15, 30), span(50, 55)]);
  expect([0, 10, 29, 30, 60].map((at) => partAt(joined, at))).toEqual([
    { isIn: false, untilMs: 10 },
    { isIn: true, untilMs: 30 },
    { isIn: true, untilMs: 30 },
    { isIn: false, untilMs: 50 },
    { isIn: false, untilMs: Infinity },
  ]);
});

test('in a meeting lines are sent under the names of their speakers, in their languages', async () => {
  const entries = [
    { start: 0, end: 1, text: 'Dzień dobry', speaker: 'Ana', language: 'pl' },
    { start: 1, end: 2, text: 'Bonjour', speaker: 'Bo', language: 'fr-CA' },
    { start: 2, end: 3, text: '早安', speaker: 'Ana', language: 'zh-TW' },
  ];
  const core = new TestCore({ protocol: '2026', media: await open(JSON.stringify(entries), 'talk.json') });
  const { meeting, media, signaling } = await core.join({ media_type: 8 });
  signaling.send({ msg_type: MessageType.EVENT_SUBSCRIPTION, events: [EventType.ACTIVE_SPEAKER_CHANGE] });
  core.clock.advance(3500);
  expect(meeting.view().participants.map(({ name }) => name)).toEqual(['Ana', 'Bo']);
  const lines = media.ofType(MessageType.MEDIA_DATA_TRANSCRIPT).map(({ content }) => content);
  expect(lines.map(({ user_id, user_name, language }) => [user_id, user_name, language])).toEqual([
    [16_778_240, 'Ana', 24],
    [16_779_264, 'Bo', 12],
    [16_778_240, 'Ana', 5],
  ]);
  const turns = signaling
    .ofType(MessageType.EVENT_UPDATE)
    .flatMap(({ event }) => (event.event_type === EventType.ACTIVE_SPEAKER_CHANGE ? [event.user_name] : []));
  // The first event is the active speaker at the time of the subscription; their first line changes nothing.
  expect(turns).toEqual(['Ana', 'Bo', 'Ana']);
});

describeWithTool('ffmpeg', 'a recording with video', (ffmpeg) => {
  test('is the camera of each of its speakers, prepared once', async () => {
    const folder = temporaryFolder();
    const path = record(ffmpeg, join(folder, 'talk.mkv'), [...picture('64x36', 5, 1), '-c:v', 'mjpeg']);
    writeFileSync(
      join(folder, 'talk.vtt'),
      'WEBVTT\n\n00:00 --> 00:00.5\nAna: Hi\n\n00:00.5 --> 00:01\nBo: Hi\n',
    );
    const watched = watchedFfmpeg(ffmpeg);
    const source = await openMediaFile(path, { ffmpeg: watched, cache: temporaryCache() });
    expect(source.participants.map(({ hasVideo }) => hasVideo)).toEqual([true, true]);
    const format = { codec: 'JPG', width: 640, height: 360, fps: 5 } as const;
    const [ana, bo] = await Promise.all([source.video(0, format), source.video(1, format)]);
    expect(bo).toBe(ana);
    await ana?.prepare?.(0);
    expect(bo?.chunkAt(0)?.data.length).toBeGreaterThan(1000);
    expect(watched.conversions).toHaveLength(1);
  });
});
