import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { samplesOf } from '../../src/media/codecs/wav.js';
import { openMediaFile } from '../../src/media/sources/file/file-source.js';
import type { AudioFormat } from '../../src/media/tracks/track.js';
import {
  chunksOf,
  decodeAudio,
  listen,
  noFfmpeg,
  temporaryCache,
  temporaryFolder,
  TONE_RMS,
  watchedFfmpeg,
  writeWav,
} from './file-support.js';
import { oggOpus } from './ogg.js';

const l16: AudioFormat = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 };

const openPlain = (path: string) => openMediaFile(path, { ffmpeg: noFfmpeg(), cache: temporaryCache() });

/** One channel of interleaved samples. */
function channel(samples: Int16Array, which: number, of: number): Int16Array {
  return samples.filter((_, i) => i % of === which);
}

test('a WAV file in the requested format is played sample by sample, with silence up to the next 20 ms', async () => {
  const path = writeWav(join(temporaryFolder(), 'talk.wav'), { seconds: 1.01 });
  const source = await openPlain(path);
  expect(source).toMatchObject({ label: 'talk.wav', durationMs: 1020 });
  const track = await source.audio('mixed', l16);
  expect(track.length).toBe(51);
  const expected = Buffer.concat([readFileSync(path).subarray(44), Buffer.alloc(320)]);
  expect(Buffer.concat(chunksOf(track))).toEqual(expected);
  expect(track.chunkAt(50)?.base64.toString()).toBe(expected.subarray(-640).toString('base64'));
});

test.each([8000, 11_025, 22_050, 44_100, 48_000])(
  'a WAV file of %i Hz is converted without ffmpeg',
  async (rate) => {
    const source = await openPlain(writeWav(join(temporaryFolder(), 'talk.wav'), { seconds: 2, rate }));
    const samples = samplesOf(Buffer.concat(chunksOf(await source.audio('mixed', l16))));
    expect(samples).toHaveLength(32_000);
    const { rms, purity } = listen(samples, 16_000, 440);
    expect(20 * Math.log10(rms / TONE_RMS)).toBeCloseTo(0, 1);
    // A seam between two steps would be heard as noise: this is 60 dB below the tone.
    expect(purity).toBeGreaterThan(1 - 1e-6);
  },
);

test('two channels stay separate, and are averaged for mono', async () => {
  const path = writeWav(join(temporaryFolder(), 'talk.wav'), {
    seconds: 1,
    rate: 44_100,
    channels: 2,
    hz: [400, 1000],
  });
  const source = await openPlain(path);
  const stereo = samplesOf(
    Buffer.concat(chunksOf(await source.audio('mixed', { ...l16, sampleRateHz: 48_000, channels: 2 }))),
  );
  expect(listen(channel(stereo, 0, 2), 48_000, 400).purity).toBeGreaterThan(0.999);
  expect(listen(channel(stereo, 1, 2), 48_000, 1000).purity).toBeGreaterThan(0.999);
  const mono = samplesOf(Buffer.concat(chunksOf(await source.audio('mixed', l16))));
  expect(listen(mono, 16_000, 400).purity).toBeCloseTo(0.5, 2);
  expect(listen(mono, 16_000, 1000).purity).toBeCloseTo(0.5, 2);
});

test('a WAV file has no video, and needs ffmpeg only when it is not 16-bit PCM', async () => {
  const folder = temporaryFolder();
  const source = await openPlain(writeWav(join(folder, 'talk.wav'), { seconds: 1 }));
  expect(await source.video(0, { codec: 'JPG', width: 640, height: 360, fps: 1 })).toBeUndefined();
  const other = join(folder, 'float.wav');
  const bytes = readFileSync(join(folder, 'talk.wav'));
  bytes.writeUInt16LE(3, 20);
  bytes.writeUInt16LE(32, 34);
  writeFileSync(other, bytes);
  await expect(openPlain(other)).rejects.toMatchObject({
    code: 'ffmpeg-missing',
    message: expect.stringMatching(/^float\.wav \(not 16-bit PCM: format 3 with 32 bits\) needs ffmpeg/),
  });
});

test('the end of a meeting stops a conversion in this process', async () => {
  const path = writeWav(join(temporaryFolder(), 'talk.wav'), { seconds: 5, rate: 44_100 });
  const cache = temporaryCache();
  const abort = new AbortController();
  const fractions: number[] = [];
  const onProgress = ({ fraction }: { readonly fraction: number }): void => {
    fractions.push(fraction);
    abort.abort(new Error('the meeting has ended'));
  };
  const source = await openMediaFile(path, { ffmpeg: noFfmpeg(), cache, onProgress });
  await expect(source.audio('mixed', l16, abort.signal)).rejects.toThrow('the meeting has ended');
  await expect.poll(() => readdirSync(cache.folder)).toEqual([]);
  expect(Math.max(...fractions)).toBeLessThan(0.1);
});

describeWithTool('ffmpeg', 'a WAV file that was converted without ffmpeg', (ffmpeg) => {
  const formats: readonly (readonly [AudioFormat, readonly string[] | 'ogg'])[] = [
    [{ ...l16, codec: 'G711', sampleRateHz: 8000 }, ['-f', 'alaw', '-ar', '8000']],
    [{ ...l16, codec: 'G722' }, ['-f', 'g722']],
    [{ ...l16, codec: 'OPUS', sampleRateHz: 48_000, channels: 2 }, 'ogg'],
  ];
  test.each(formats)('is decoded by another decoder as %o', async (format, decoder) => {
    const source = await openPlain(
      writeWav(join(temporaryFolder(), 'talk.wav'), { seconds: 2, rate: 44_100 }),
    );
    const chunks = chunksOf(await source.audio('mixed', format));
    expect(chunks).toHaveLength(100);
    const file = decoder === 'ogg' ? oggOpus(chunks, format.channels) : Buffer.concat(chunks);
    const heard = decodeAudio(ffmpeg, file, decoder === 'ogg' ? ['-f', 'ogg'] : decoder, 8000);
    const { rms, purity } = listen(heard, 8000, 440);
    expect(20 * Math.log10(rms / TONE_RMS)).toBeCloseTo(0, 0);
    expect(purity).toBeGreaterThan(0.98);
  });

  test('is left to ffmpeg if there is one, unless nothing has to be converted', async () => {
    const watched = watchedFfmpeg(ffmpeg);
    const path = writeWav(join(temporaryFolder(), 'talk.wav'), { seconds: 1 });
    const source = await openMediaFile(path, { ffmpeg: watched, cache: temporaryCache() });
    await source.audio('mixed', l16);
    expect(watched.conversions).toHaveLength(0);
    await source.audio('mixed', { ...l16, sampleRateHz: 8000 });
    expect(watched.conversions).toHaveLength(1);
  });
});
