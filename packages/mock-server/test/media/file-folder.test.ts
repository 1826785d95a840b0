import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageType } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { samplesOf } from '../../src/media/codecs/wav.js';
import { delegateSource } from '../../src/media/sources/delegate-source.js';
import { openMediaFolder } from '../../src/media/sources/file/media-folder.js';
import type { AudioFormat } from '../../src/media/tracks/track.js';
import { settled, TestCore } from '../support/test-core.js';
import {
  chunksOf,
  listen,
  noFfmpeg,
  picture,
  record,
  temporaryCache,
  temporaryFolder,
  tone,
  TONE_RMS,
  watchedFfmpeg,
  writeWav,
} from './file-support.js';

const l16: AudioFormat = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 };

/** Two participants: Ana for a second, Bo for two. */
function folderOfTwo(): string {
  const folder = temporaryFolder();
  writeWav(join(folder, 'Bo Lind.wav'), { seconds: 2, hz: [1000] });
  writeWav(join(folder, 'Ana Ruiz.WAV'), { seconds: 1, hz: [400] });
  writeFileSync(join(folder, 'notes.txt'), 'not a recording');
  writeFileSync(join(folder, '.hidden.mp3'), 'not a recording');
  mkdirSync(join(folder, 'older'));
  return folder;
}

const plain = () => ({ ffmpeg: noFfmpeg(), cache: temporaryCache() });

test('a folder is a meeting with one participant per recording', async () => {
  const source = await openMediaFolder(folderOfTwo(), plain());
  expect(source.participants.map(({ name }) => name)).toEqual(['Ana Ruiz', 'Bo Lind']);
  expect(source.durationMs).toBe(2000);
  expect(source.label).toMatch(/^rtms-mock-file-/);
});

test.skipIf(process.platform === 'win32')(
  'folders and dangling links are skipped with a warning',
  async () => {
    const folder = folderOfTwo();
    mkdirSync(join(folder, 'sub.mp4'));
    symlinkSync('gone.mp4', join(folder, 'dangling.mp4'));
    symlinkSync('Bo Lind.wav', join(folder, 'Cleo.wav'));
    const warnings: string[] = [];
    const source = await openMediaFolder(folder, { ...plain(), onWarning: (text) => warnings.push(text) });
    expect(source.participants.map(({ name }) => name)).toEqual(['Ana Ruiz', 'Bo Lind', 'Cleo']);
    expect(warnings).toEqual([
      expect.stringMatching(/^dangling\.mp4 in the folder .* is skipped: it is a dangling link$/),
      expect.stringMatching(/^sub\.mp4 in the folder .* is skipped: it is a folder$/),
    ]);
  },
);

test('each participant has their own audio, and sends nothing after its end', async () => {
  const source = await openMediaFolder(folderOfTwo(), plain());
  const ana = await source.audio({ participant: 0 }, l16);
  const bo = await source.audio({ participant: 1 }, l16);
  expect([ana.length, bo.length]).toEqual([100, 100]);
  expect(chunksOf(bo)).toHaveLength(100);
  expect(chunksOf(ana)).toHaveLength(50);
  expect(ana.chunkAt(49)).toBeDefined();
  expect(ana.chunkAt(50)).toBeUndefined();
  expect(listen(samplesOf(Buffer.concat(chunksOf(ana))), 16_000, 400).purity).toBeGreaterThan(0.999);
});

/** Both in the first second, Bo alone in the second. */
function checkMix(chunks: readonly Buffer[]): void {
  expect(chunks).toHaveLength(100);
  const samples = samplesOf(Buffer.concat(chunks));
  const [both, alone] = [samples.subarray(0, 16_000), samples.subarray(16_000)];
  expect(listen(both, 16_000, 400).purity).toBeCloseTo(0.5, 1);
  expect(listen(both, 16_000, 1000).purity).toBeCloseTo(0.5, 1);
  expect(20 * Math.log10(listen(both, 16_000, 400).rms / TONE_RMS)).toBeCloseTo(3, 0);
  expect(listen(alone, 16_000, 1000).purity).toBeGreaterThan(0.99);
  expect(20 * Math.log10(listen(alone, 16_000, 1000).rms / TONE_RMS)).toBeCloseTo(0, 0);
}

test('mixed audio is the sum of all', async () => {
  const source = await openMediaFolder(folderOfTwo(), plain());
  checkMix(chunksOf(await source.audio('mixed', l16)));
});

test('the active speaker is taken from the transcripts beside the recordings', async () => {
  const folder = folderOfTwo();
  writeFileSync(
    join(folder, 'Ana Ruiz.vtt'),
    'WEBVTT\n\n00:00.000 --> 00:00.400\nHello\n\n00:00.800 --> 00:01.000\nBye\n',
  );
  writeFileSync(join(folder, 'Bo Lind.vtt'), 'WEBVTT\n\n00:00.500 --> 00:00.700\nHi\n');
  const source = await openMediaFolder(folder, plain());
  expect(source.utterances.map(({ speaker, text }) => [speaker, text])).toEqual([
    [0, 'Hello'],
    [1, 'Hi'],
    [0, 'Bye'],
  ]);
  expect([100, 600, 1900, 2600].map((at) => source.activeSpeakerAt(at))).toEqual([0, 1, 0, 1]);
});

test('without transcripts the active speaker is the loudest, and in a pause the last speaker', async () => {
  const folder = temporaryFolder();
  const silence = Buffer.alloc(2 * 16_000);
  const speech = samplesToSpeech();
  const wav = (name: string, seconds: readonly Buffer[]): void => {
    const path = writeWav(join(folder, name), { seconds: seconds.length });
    writeFileSync(path, Buffer.concat([headOf(path), ...seconds]));
  };
  wav('Ana.wav', [silence, speech, silence, silence, silence, speech]);
  wav('Bo.wav', [silence, silence, silence, speech, silence, silence]);
  const source = await openMediaFolder(folder, plain());
  expect(source.utterances).toEqual([]);
  const at = [0, 500, 1500, 2500, 3600, 4500, 5600, 6500, 9600];
  expect(at.map((position) => source.activeSpeakerAt(position))).toEqual([0, 0, 0, 0, 1, 1, 0, 0, 1]);
});

/** One second of a tone, as 16-bit samples. */
function samplesToSpeech(): Buffer {
  const path = writeWav(join(temporaryFolder(), 'speech.wav'), { seconds: 1 });
  return readFileSync(path).subarray(44);
}

const headOf = (path: string): Buffer => readFileSync(path).subarray(0, 44);

test.each([
  [
    'without recordings',
    () => temporaryFolder(),
    /contains no recordings; put one file per participant into it/,
  ],
  ['that is not there', () => join(temporaryFolder(), 'gone'), /the folder .*gone cannot be read: ENOENT/],
])('a folder %s is refused', async (_, make, message) => {
  await expect(openMediaFolder(make(), plain())).rejects.toMatchObject({
    code: 'file-unreadable',
    message: expect.stringMatching(message),
  });
});

describeWithTool('ffmpeg', 'a folder of recordings of several kinds', (ffmpeg) => {
  test('mixes their audio, and has cameras for those with video', async () => {
    const folder = temporaryFolder();
    record(ffmpeg, join(folder, 'Ana.mkv'), [
      ...picture('64x48', 5, 1),
      ...tone(400, 1),
      '-c:a',
      'pcm_s16le',
    ]);
    record(ffmpeg, join(folder, 'Bo.flac'), tone(1000, 2, 48_000));
    record(ffmpeg, join(folder, 'Silent.mp4'), picture('64x48', 5, 1));
    const source = await openMediaFolder(folder, { ffmpeg: watchedFfmpeg(ffmpeg), cache: temporaryCache() });
    expect(source.participants).toEqual([
      { name: 'Ana', hasAudio: true, hasVideo: true },
      { name: 'Bo', hasAudio: true, hasVideo: false },
      { name: 'Silent', hasAudio: false, hasVideo: true },
    ]);
    checkMix(chunksOf(await source.audio('mixed', l16)));
    const video = (await source.video(0, { codec: 'H264', width: 320, height: 180, fps: 10 }))!;
    expect(video.length).toBe(20);
    await video.prepare!(9);
    // A camera turns off at the end of the recording.
    expect(video.chunkAt(9)).toBeDefined();
    expect(video.chunkAt(10)).toBeUndefined();
    expect(video.isKeyFrame!(10)).toBe(false);
    await expect(source.audio({ participant: 2 }, l16)).rejects.toMatchObject({ code: 'no-audio' });
  });

  test('of two recordings of one participant plays the one with video, and names the other', async () => {
    const folder = temporaryFolder();
    record(ffmpeg, join(folder, 'Ana.mkv'), [...picture('64x48', 5, 1), ...tone(400, 1)]);
    record(ffmpeg, join(folder, 'Ana.flac'), tone(400, 1));
    copyFileSync(join(folder, 'Ana.flac'), join(folder, 'Ana.ogg'));
    copyFileSync(join(folder, 'Ana.flac'), join(folder, 'Bo.flac'));
    writeWav(join(folder, 'Bo.wav'), { seconds: 1 });
    const warnings: string[] = [];
    const source = await openMediaFolder(folder, {
      ffmpeg: watchedFfmpeg(ffmpeg),
      cache: temporaryCache(),
      onWarning: (text) => warnings.push(text),
    });
    expect(source.participants).toEqual([
      { name: 'Ana', hasAudio: true, hasVideo: true },
      { name: 'Bo', hasAudio: true, hasVideo: false },
    ]);
    expect(warnings).toEqual([
      'Ana.flac is skipped: Ana plays Ana.mkv',
      'Ana.ogg is skipped: Ana plays Ana.mkv',
      'Bo.wav is skipped: Bo plays Bo.flac',
    ]);
  });
});

/** Speaks from one second to another, and is silent before and after. */
function writeSpeech(path: string, seconds: number, from: number, to: number, amplitude = 4000): void {
  writeWav(path, { seconds });
  const file = readFileSync(path);
  for (let i = 0; i < seconds * 16_000; i += 1) {
    const speaks = i >= from * 16_000 && i < to * 16_000;
    file.writeInt16LE(
      speaks ? Math.round(amplitude * Math.sin((2 * Math.PI * 440 * i) / 16_000)) : 0,
      44 + i * 2,
    );
  }
  writeFileSync(path, file);
}

test('a participant sends nothing while silent, except for a moment around their words', async () => {
  const folder = temporaryFolder();
  writeSpeech(join(folder, 'Ana.wav'), 10, 4, 6);
  const source = await openMediaFolder(folder, plain());
  const voice = await source.audio({ participant: 0 }, l16);
  const sentAt = (seconds: number): boolean => voice.chunkAt(seconds * 50) !== undefined;
  expect([0, 2, 3, 4, 5, 5.9, 7, 9].map(sentAt)).toEqual([
    false,
    false,
    false,
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(sentAt(3.8)).toBe(true);
  const mixed = await source.audio('mixed', l16);
  expect(chunksOf(mixed)).toHaveLength(500);
});

test('if more than three speak at once, the loudest three are sent', async () => {
  const folder = temporaryFolder();
  for (const [index, amplitude] of [1000, 8000, 2000, 6000, 4000].entries()) {
    writeSpeech(join(folder, `${index}.wav`), 4, 0, index === 1 ? 2 : 4, amplitude);
  }
  const source = await openMediaFolder(folder, plain());
  const core = new TestCore({ protocol: '2026' });
  const tracks: Promise<unknown>[] = [];
  const watched = delegateSource(source, {
    audio: (...request) => {
      const track = source.audio(...request);
      tracks.push(track);
      return track;
    },
  });
  const { media } = await core.join(
    { media_type: 1, media_params: { audio: { data_opt: 2 } } },
    { media: watched },
  );
  expect(await Promise.all(tracks)).toHaveLength(5);
  await settled();
  core.clock.advance(4000);
  const heardFrom = (fromMs: number, toMs: number): Set<string | undefined> => {
    const all = media.ofType(MessageType.MEDIA_DATA_AUDIO).map(({ content }) => content);
    const startMs = all[0]?.timestamp ?? 0;
    return new Set(
      all
        .filter(({ timestamp }) => timestamp - startMs >= fromMs && timestamp - startMs < toMs)
        .map(({ user_name }) => user_name),
    );
  };
  expect(heardFrom(400, 1600)).toEqual(new Set(['1', '3', '4']));
  expect(heardFrom(2800, 3800)).toEqual(new Set(['2', '3', '4']));
});
