import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { samplesOf } from '../../src/media/codecs/wav.js';
import { builtInConversation } from '../../src/media/sources/built-in/built-in-conversation.js';
import type { AudioFormat, Track } from '../../src/media/tracks/track.js';
import { oggOpus } from './ogg.js';

const source = builtInConversation();
/** Compared interval: the first six seconds, in which both participants speak. */
const SECONDS = 6;

async function packets(
  format: AudioFormat,
  selection: 'mixed' | { participant: number } = 'mixed',
): Promise<Buffer[]> {
  const track: Track = await source.audio(selection, format);
  const count = (SECONDS * 1000) / format.intervalMs;
  return Array.from({ length: count }, (_, i) => track.chunkAt(i)?.data).filter((data) => data !== undefined);
}

/** The recorded speech at the sample rate of the comparison. */
async function reference(rateHz: 8000 | 16_000 | 48_000): Promise<Int16Array> {
  return samplesOf(
    Buffer.concat(await packets({ codec: 'L16', sampleRateHz: rateHz, channels: 1, intervalMs: 20 })),
  );
}

/**
 * Compares two signals of which one may be delayed by up to `maxDelay` samples. Returns the delay, and the correlation
 * (1: same shape) and the signal-to-noise ratio in decibels at that delay.
 */
function compare(expected: Int16Array, actual: Int16Array, maxDelay: number) {
  const length = Math.min(expected.length, actual.length) - maxDelay;
  let best = { delay: 0, correlation: -1, snr: 0 };
  const energy = expected.subarray(0, length).reduce((sum, sample) => sum + sample * sample, 0);
  for (let delay = 0; delay <= maxDelay; delay++) {
    let [product, other, noise] = [0, 0, 0];
    for (let i = 0; i < length; i++) {
      const [a, b] = [expected[i] as number, actual[i + delay] as number];
      product += a * b;
      other += b * b;
      noise += (a - b) * (a - b);
    }
    const correlation = product / Math.sqrt(energy * other);
    if (correlation > best.correlation) best = { delay, correlation, snr: 10 * Math.log10(energy / noise) };
  }
  return best;
}

describeWithTool('ffmpeg', 'audio, decoded by ffmpeg', (ffmpeg) => {
  function decode(input: Buffer, before: string[], rateHz: number): Int16Array {
    const args = [
      '-v',
      'error',
      '-xerror',
      ...before,
      '-i',
      'pipe:0',
      '-f',
      's16le',
      '-ac',
      '1',
      '-ar',
      String(rateHz),
      'pipe:1',
    ];
    return samplesOf(execFileSync(ffmpeg, args, { input, maxBuffer: 1 << 26 }));
  }

  test('A-law', async () => {
    const data = Buffer.concat(
      await packets({ codec: 'G711', sampleRateHz: 8000, channels: 1, intervalMs: 20 }),
    );
    const heard = decode(data, ['-f', 'alaw', '-ar', '8000', '-ac', '1'], 8000);
    expect(heard).toHaveLength(SECONDS * 8000);
    expect(compare(await reference(8000), heard, 0).snr).toBeGreaterThan(34);
  });

  test('G.722, which equals the encoding of ffmpeg', async () => {
    const data = Buffer.concat(
      await packets({ codec: 'G722', sampleRateHz: 16_000, channels: 1, intervalMs: 20 }),
    );
    const heard = decode(data, ['-f', 'g722'], 16_000);
    const expected = await reference(16_000);
    const result = compare(expected, heard, 40);
    expect(result.delay).toBeGreaterThan(15);
    expect(result.snr).toBeGreaterThan(15);

    const pcm = Buffer.from(expected.buffer);
    const raw = ['-f', 's16le', '-ar', '16000', '-ac', '1'];
    const theirs = execFileSync(
      ffmpeg,
      ['-v', 'error', ...raw, '-i', 'pipe:0', '-c:a', 'g722', '-f', 'g722', 'pipe:1'],
      {
        input: pcm,
      },
    );
    expect(data.equals(theirs)).toBe(true);
  });

  test.each([1, 2] as const)('Opus with %d channel(s)', async (channels) => {
    const made = await packets({ codec: 'OPUS', sampleRateHz: 48_000, channels, intervalMs: 20 });
    const heard = decode(oggOpus(made, channels), ['-f', 'ogg'], 16_000);
    expect(heard).toHaveLength(SECONDS * 16_000);
    const result = compare(await reference(16_000), heard, 160);
    expect(result.delay).toBeLessThan(150);
    expect(result.correlation).toBeGreaterThan(0.95);
  });

  test('Opus of one participant, with pauses', async () => {
    const made = await packets(
      { codec: 'OPUS', sampleRateHz: 48_000, channels: 1, intervalMs: 20 },
      { participant: 1 },
    );
    const heard = decode(oggOpus(made, 1), ['-f', 'ogg'], 16_000);
    const plain: AudioFormat = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 };
    const spoken = samplesOf(Buffer.concat(await packets(plain, { participant: 1 })));
    expect(heard).toHaveLength(spoken.length);
    expect(compare(spoken, heard, 160).correlation).toBeGreaterThan(0.95);
  });
});
