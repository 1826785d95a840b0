import { describe, expect, test } from 'vitest';
import { createImage } from '../../src/media/codecs/indexed-image.js';
import { runSteps } from '../../src/media/tracks/steps.js';
import { colourBars, toneSource, type TestSignal } from '../../src/media/sources/tone-source.js';
import type { AudioFormat } from '../../src/media/tracks/track.js';

/** All samples of one loop, as L16. */
async function samplesOf(signal: TestSignal, sampleRateHz: AudioFormat['sampleRateHz'] = 16_000) {
  const format = { codec: 'L16', sampleRateHz, channels: 1, intervalMs: 20 } as const;
  const track = await toneSource({ signal }).audio('mixed', format);
  const packets = Array.from({ length: track.length }, (_, index) => track.chunkAt(index)!.data);
  const bytes = Buffer.concat(packets);
  return Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readInt16LE(index * 2));
}

describe('signals', () => {
  test.each([8000, 16_000, 32_000, 48_000] as const)(
    'a tone has its frequency at %i Hz, and no seam',
    async (rate) => {
      const samples = await samplesOf({ kind: 'tone', hertz: 440 }, rate);
      expect(samples).toHaveLength(rate * 10);
      const rises = samples.filter((sample, i) => sample >= 0 && (samples.at(i - 1) ?? 0) < 0).length;
      expect(rises).toBe(4400);
      const steepest = Math.ceil((2 * Math.PI * 440 * 0.25 * 32_767) / rate) + 1;
      expect(Math.abs((samples[0] ?? 0) - (samples.at(-1) ?? 0))).toBeLessThanOrEqual(steepest);
    },
  );

  test('silence is packets of zeros, which mixed audio contains', async () => {
    expect(new Set(await samplesOf({ kind: 'silence' }))).toEqual(new Set([0]));
  });

  test('noise is reproducible, has a mean of zero and stays below its level', async () => {
    const samples = await samplesOf({ kind: 'noise' });
    expect(await samplesOf({ kind: 'noise' })).toEqual(samples);
    const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
    expect(Math.abs(mean)).toBeLessThan(100);
    expect(Math.max(...samples.slice(0, 50_000).map(Math.abs))).toBeLessThanOrEqual(8192);
  });

  test.each(['OPUS', 'G722', 'G711'] as const)('is available as %s', async (codec) => {
    const sampleRateHz = codec === 'OPUS' ? 48_000 : codec === 'G722' ? 16_000 : 8000;
    const track = await toneSource().audio('mixed', { codec, sampleRateHz, channels: 1, intervalMs: 20 });
    expect(track.chunkAt(0)?.data.length).toBeGreaterThan(0);
  });
});

test('colour bars fill the image from left to right, and the marker moves', () => {
  const bars = colourBars({ width: 640, height: 360 });
  const picture = createImage(640, 360, bars.palette);
  runSteps(bars.paintStill(picture));
  const row = Array.from({ length: 7 }, (_, bar) => picture.pixels[Math.round((bar + 0.5) * (640 / 7))]);
  expect(row).toEqual([0, 1, 2, 3, 4, 5, 6]);
  const xs = [0, 5000, 9900].map((ms) => bars.spritesAt(ms)?.[0]?.bounds.x ?? -1);
  expect(xs).toEqual(xs.toSorted((a, b) => a - b));
  expect(new Set(xs).size).toBe(3);
});

test('has video in every codec', async () => {
  for (const codec of ['H264', 'JPG', 'PNG'] as const) {
    const track = await toneSource().video(0, { codec, width: 640, height: 360, fps: 5 });
    expect(track?.chunkAt(0)?.data.length).toBeGreaterThan(100);
    expect(track?.isKeyFrame?.(0)).toBe(true);
  }
});
