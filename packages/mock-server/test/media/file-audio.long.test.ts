import { join } from 'node:path';
import { expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { samplesOf } from '../../src/media/codecs/wav.js';
import { createTrackCache } from '../../src/media/tracks/track-cache.js';
import { openMediaFile } from '../../src/media/sources/file/file-source.js';
import type { AudioFormat } from '../../src/media/tracks/track.js';
import {
  chunksOf,
  decodeAudio,
  listen,
  picture,
  record,
  temporaryCache,
  temporaryFolder,
  tone,
  TONE_RMS,
  watchedFfmpeg,
} from './file-support.js';
import { oggOpus } from './ogg.js';

const l16: AudioFormat = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 };

describeWithTool('ffmpeg', 'the audio of a recording', (ffmpeg) => {
  const tools = () => ({ ffmpeg: watchedFfmpeg(ffmpeg), cache: temporaryCache() });

  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ['talk.mp3', []],
    ['talk.m4a', []],
    ['talk.webm', ['-c:a', 'libopus']],
    ['talk.ogg', ['-c:a', 'libvorbis']],
    ['talk.flac', []],
    ['talk.wav', ['-c:a', 'pcm_s24le']],
    [`it's "Übung" 会議.mp3`, []],
    ['-leading dash: 100% & more.mp3', []],
  ];
  test.each(kinds)('of %s keeps its length, pitch and level', async (name, args) => {
    const path = record(ffmpeg, join(temporaryFolder(), name), [...tone(440, 3), ...args]);
    const source = await openMediaFile(path, tools());
    expect(source.label).toBe(name);
    expect(source.participants).toEqual([
      { name: name.replace(/\.\w+$/, ''), hasAudio: true, hasVideo: false },
    ]);
    // Compressed files may be longer by the padding of their codec.
    expect(source.durationMs).toBeGreaterThanOrEqual(3000);
    expect(source.durationMs).toBeLessThanOrEqual(3080);
    expect(source.durationMs % 20).toBe(0);

    const track = await source.audio('mixed', l16);
    expect(track.length * track.intervalMs).toBe(source.durationMs);
    const chunks = chunksOf(track);
    expect(new Set(chunks.map(({ length }) => length))).toEqual(new Set([640]));
    const { rms, purity } = listen(samplesOf(Buffer.concat(chunks)).subarray(0, 48_000), 16_000, 440);
    expect(20 * Math.log10(rms / TONE_RMS)).toBeCloseTo(0, 0);
    expect(purity).toBeGreaterThan(0.99);
  });

  const formats: readonly (readonly [AudioFormat, number, readonly string[] | 'ogg'])[] = [
    [{ ...l16, sampleRateHz: 8000 }, 320, ['-f', 's16le', '-ar', '8000']],
    [{ ...l16, intervalMs: 100 }, 3200, ['-f', 's16le', '-ar', '16000']],
    [{ ...l16, sampleRateHz: 32_000 }, 1280, ['-f', 's16le', '-ar', '32000']],
    [{ ...l16, sampleRateHz: 48_000, channels: 2 }, 3840, ['-f', 's16le', '-ar', '48000', '-ac', '2']],
    [{ ...l16, codec: 'G711', sampleRateHz: 8000 }, 160, ['-f', 'alaw', '-ar', '8000']],
    [{ ...l16, codec: 'G722' }, 160, ['-f', 'g722']],
    [{ ...l16, codec: 'OPUS', sampleRateHz: 48_000 }, 0, 'ogg'],
    [{ ...l16, codec: 'OPUS', sampleRateHz: 48_000, channels: 2 }, 0, 'ogg'],
  ];
  test.each(formats)('is decoded by another decoder as %o', async (format, bytes, decoder) => {
    const path = record(ffmpeg, join(temporaryFolder(), 'talk.m4a'), tone(440, 2));
    const source = await openMediaFile(path, tools());
    const track = await source.audio({ participant: 0 }, format);
    const chunks = chunksOf(track);
    expect(chunks).toHaveLength(track.length);
    expect(track.length * track.intervalMs).toBe(source.durationMs);
    if (bytes > 0) expect(new Set(chunks.map(({ length }) => length))).toEqual(new Set([bytes]));

    const file = decoder === 'ogg' ? oggOpus(chunks, format.channels) : Buffer.concat(chunks);
    const heard = decodeAudio(ffmpeg, file, decoder === 'ogg' ? ['-f', 'ogg'] : decoder, 8000);
    expect(heard.length / 8).toBeCloseTo(source.durationMs, -1);
    const { rms, purity } = listen(heard, 8000, 440);
    expect(20 * Math.log10(rms / TONE_RMS)).toBeCloseTo(0, 0);
    expect(purity).toBeGreaterThan(0.98);
  });

  test('is as loud in mono as the two equal channels it was made from', async () => {
    const path = record(ffmpeg, join(temporaryFolder(), 'talk.m4a'), [
      ...tone(440, 2),
      '-af',
      'pan=stereo|c0=c0|c1=c0',
    ]);
    const source = await openMediaFile(path, tools());
    const samples = samplesOf(Buffer.concat(chunksOf(await source.audio('mixed', l16))));
    expect(20 * Math.log10(listen(samples, 16_000, 440).rms / TONE_RMS)).toBeCloseTo(0, 0);
  });

  test.each([
    ['left and right', 'FL=c0|FR=c0', 1, 0],
    ['left and right', 'FL=c0|FR=c0', 2, 0],
    ['the centre', 'FC=c0', 1, 0],
    // Half the power from each side.
    ['the centre', 'FC=c0', 2, -3],
  ] as const)('what is in %s of six channels is as loud in %3$i as it was', async (_, pan, channels, dB) => {
    const six = [...tone(440, 1), '-af', `pan=5.1|${pan}`];
    const path = record(ffmpeg, join(temporaryFolder(), 'film.wav'), six);
    const source = await openMediaFile(path, { ffmpeg: watchedFfmpeg(ffmpeg), cache: temporaryCache() });
    const heard = samplesOf(Buffer.concat(chunksOf(await source.audio('mixed', { ...l16, channels }))));
    const left = heard.filter((_, i) => i % channels === 0);
    expect(20 * Math.log10(listen(left, 16_000, 440).rms / TONE_RMS)).toBeCloseTo(dB, 0);
  });

  test('continues across the end of a loop in packets that do not fit its length', async () => {
    const path = record(ffmpeg, join(temporaryFolder(), 'talk.flac'), tone(440, 0.34));
    const source = await openMediaFile(path, tools());
    expect(source.durationMs).toBe(340);
    const short = Buffer.concat(chunksOf(await source.audio('mixed', l16)));
    const long = await source.audio('mixed', { ...l16, intervalMs: 100 });
    // 17 packets of 100 ms are five loops of 340 ms.
    expect(long.length).toBe(17);
    expect(Buffer.concat(chunksOf(long))).toEqual(Buffer.concat([short, short, short, short, short]));
  });

  test('keeps its position, also when it begins after the video', async () => {
    const late = ['-itsoffset', '1', ...tone(440, 1)];
    const path = record(ffmpeg, join(temporaryFolder(), 'late.mkv'), [
      ...picture('320x240', 25, 2),
      ...late,
      ...'-c:a pcm_s16le -map 0:v -map 1:a'.split(' '),
    ]);
    const source = await openMediaFile(path, tools());
    const samples = samplesOf(Buffer.concat(chunksOf(await source.audio('mixed', l16))));
    const loud = samples.findIndex((sample) => Math.abs(sample) > 1000);
    expect(loud / 16).toBeGreaterThan(980);
    expect(loud / 16).toBeLessThan(1040);
  });

  test('is converted once for all meetings, and not again by the next process', async () => {
    const path = record(ffmpeg, join(temporaryFolder(), 'talk.mp3'), tone(440, 1));
    const [cache, tracks] = [temporaryCache(), createTrackCache()];
    const first = watchedFfmpeg(ffmpeg);
    const [a, b] = await Promise.all([
      openMediaFile(path, { ffmpeg: first, cache, tracks }),
      openMediaFile(path, { ffmpeg: first, cache, tracks }),
    ]);
    const [trackA] = await Promise.all([a.audio('mixed', l16), b.audio('mixed', l16)]);
    expect(first.conversions).toHaveLength(1);
    const trackB = await b.audio({ participant: 0 }, l16);
    expect(trackB.chunkAt(3)).toBe((await a.audio('mixed', l16)).chunkAt(3));
    // And once more in low quality, to detect silence.
    expect(first.conversions).toHaveLength(2);
    await a.audio({ participant: 0 }, l16);
    // Packets of another length are cut out of the same file.
    await a.audio('mixed', { ...l16, intervalMs: 60 });
    expect(first.conversions).toHaveLength(2);

    const second = watchedFfmpeg(ffmpeg);
    const again = await openMediaFile(path, { ffmpeg: second, cache });
    expect(chunksOf(await again.audio('mixed', l16))).toEqual(chunksOf(trackA));
    expect(second.conversions).toHaveLength(0);
    await again.audio('mixed', { ...l16, sampleRateHz: 48_000 });
    expect(second.conversions).toHaveLength(1);
  });

  test('reports the progress of its conversion', async () => {
    const path = record(ffmpeg, join(temporaryFolder(), 'talk.mp3'), tone(440, 1));
    const seen: { message: string; fraction: number }[] = [];
    const source = await openMediaFile(path, { ...tools(), onProgress: (progress) => seen.push(progress) });
    await source.audio('mixed', l16);
    expect(seen.at(-1)).toMatchObject({
      message: 'converting talk.mp3 to L16 16000 Hz mono: 100%',
      fraction: 1,
    });
  });
});
