import { describe, expect, test } from 'vitest';

import { encodeL16 } from '../../src/media/codecs/pcm.js';
import { samplesOf } from '../../src/media/codecs/wav.js';
import {
  builtInConversation,
  createBuiltInMedia,
} from '../../src/media/sources/built-in/built-in-conversation.js';
import { readManifest, readSpeech } from '../../src/media/sources/built-in/conversation-assets.js';
import { MediaUnavailableError } from '../../src/media/media-unavailable-error.js';
import type { AudioFormat, Track } from '../../src/media/tracks/track.js';

const source = builtInConversation();
const wire: AudioFormat = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 };

function chunks(track: Track): (Buffer | undefined)[] {
  return Array.from({ length: track.length }, (_, i) => track.chunkAt(i)?.data);
}

describe('bytes in each packet', () => {
  test.each([
    ['L16', 8000, 1, 20, 320],
    ['L16', 8000, 1, 100, 1600],
    ['L16', 16_000, 1, 20, 640],
    ['L16', 16_000, 1, 100, 3200],
    ['L16', 16_000, 2, 20, 1280],
    ['L16', 16_000, 2, 100, 6400],
    ['L16', 32_000, 1, 20, 1280],
    ['L16', 48_000, 1, 20, 1920],
    ['L16', 48_000, 2, 20, 3840],
    ['L16', 48_000, 2, 1000, 192_000],
    ['G711', 8000, 1, 20, 160],
    ['G722', 16_000, 1, 20, 160],
  ] as const)(
    '%s %d Hz, %d channel(s), %d ms: %d',
    async (codec, sampleRateHz, channels, intervalMs, bytes) => {
      const track = await source.audio('mixed', { codec, sampleRateHz, channels, intervalMs });
      const sizes = new Set(chunks(track).map((data) => data?.length));
      expect(sizes).toEqual(new Set([bytes]));
      expect(track).toMatchObject({ length: 60_000 / intervalMs, intervalMs });
    },
  );

  test('the first byte of Opus packets indicates 20 ms of mono or stereo', async () => {
    for (const channels of [1, 2] as const) {
      const track = await source.audio(
        { participant: 0 },
        { codec: 'OPUS', sampleRateHz: 48_000, channels, intervalMs: 20 },
      );
      const packet = track.chunkAt(50)?.data;
      const toc = packet?.[0] ?? 0;
      expect(toc & 0b11, 'one frame').toBe(0);
      expect((toc >> 2) & 1, 'stereo flag').toBe(channels - 1);
      expect(packet?.length).toBeLessThan(400);
    }
  });
});

test('the base64 of a chunk encodes its bytes, once', async () => {
  const chunk = (await source.audio('mixed', wire)).chunkAt(60);
  expect(chunk?.base64.toString()).toBe(chunk?.data.toString('base64'));
  expect(chunk).toBe((await source.audio('mixed', wire)).chunkAt(60));
});

describe.each(readManifest().utterances)('$file', (utterance) => {
  test.each(['mixed', { participant: utterance.speaker }] as const)(
    'is bit-exact in %j',
    async (selection) => {
      const track = await source.audio(selection, wire);
      const packets = chunks(track).slice(utterance.startMs / 20, utterance.endMs / 20);
      expect(Buffer.concat(packets as Buffer[]).equals(encodeL16(readSpeech(utterance)))).toBe(true);
    },
  );
});

test('a silent participant sends nothing', async () => {
  const track = await source.audio({ participant: 1 }, wire);
  const spoken = readManifest().utterances.filter(({ speaker }) => speaker === 1);
  chunks(track).forEach((data, i) => {
    const speaking = spoken.some(({ startMs, endMs }) => i * 20 >= startMs && i * 20 < endMs);
    expect(data !== undefined, `packet at ${i * 20} ms`).toBe(speaking);
  });
});

test('a packet that is partly speech is padded with silence', async () => {
  const track = await source.audio({ participant: 0 }, { ...wire, intervalMs: 1000 });
  // Ana speaks from 400 ms to 3740 ms.
  const first = samplesOf(track.chunkAt(0)?.data as Buffer);
  expect(first).toHaveLength(16_000);
  expect(first.subarray(0, 6400).every((sample) => sample === 0)).toBe(true);
  expect(first.subarray(6400).some((sample) => sample !== 0)).toBe(true);
  expect(track.chunkAt(3)?.data).toHaveLength(32_000);
  expect(track.chunkAt(4)).toBeUndefined();
});

test('the mixed audio has a packet for each interval; silent ones share one chunk', async () => {
  for (const format of [wire, { ...wire, codec: 'G711', sampleRateHz: 8000 }] as const) {
    const track = await source.audio('mixed', format);
    const silence = track.chunkAt(0);
    expect(silence?.data.every((byte) => byte === (format.codec === 'G711' ? 0xd5 : 0))).toBe(true);
    expect(track.chunkAt(track.length - 1)).toBe(silence);
    expect(chunks(track)).not.toContain(undefined);
  }
});

test('packets that do not divide the minute continue over its end, until both start together', async () => {
  const track = await source.audio('mixed', { ...wire, intervalMs: 140 });
  expect(track.length).toBe(3000);
  const seven = Buffer.concat(chunks(track) as Buffer[]);
  const one = Buffer.concat(chunks(await source.audio('mixed', wire)) as Buffer[]);
  expect(seven.equals(Buffer.concat(Array.from({ length: 7 }, () => one)))).toBe(true);
});

test('stereo has the same audio left and right', async () => {
  const mono = samplesOf((await source.audio('mixed', wire)).chunkAt(60)?.data as Buffer);
  const stereo = samplesOf(
    (await source.audio('mixed', { ...wire, channels: 2 })).chunkAt(60)?.data as Buffer,
  );
  expect(stereo.filter((_, i) => i % 2 === 0)).toEqual(mono);
  expect(stereo.filter((_, i) => i % 2 === 1)).toEqual(mono);
});

test.each([
  [{ ...wire, intervalMs: 30 }, 'a multiple of 20 ms'],
  [{ ...wire, intervalMs: 1020 }, 'at most 1000'],
  [{ ...wire, codec: 'G722', channels: 2 }, '16000 Hz mono'],
  [{ ...wire, codec: 'OPUS', sampleRateHz: 32_000 }, '48000 Hz'],
  [{ ...wire, codec: 'OPUS', sampleRateHz: 48_000, intervalMs: 100 }, '20, 40 or 60'],
] as const)('%j is refused with what would be possible', async (format, hint) => {
  const refusal = source.audio('mixed', format);
  await expect(refusal).rejects.toBeInstanceOf(MediaUnavailableError);
  await expect(refusal).rejects.toMatchObject({
    code: 'format-unsupported',
    message: expect.stringContaining(hint),
  });
});

test('preparation ends when the caller aborts, and another caller still gets the track', async () => {
  const alone = builtInConversation({ media: createBuiltInMedia() });
  const format: AudioFormat = { codec: 'G722', sampleRateHz: 16_000, channels: 1, intervalMs: 20 };
  const stop = new AbortController();
  const first = alone.audio('mixed', format, stop.signal);
  const second = alone.audio('mixed', format);
  stop.abort(new Error('meeting ended'));
  await expect(first).rejects.toThrow('meeting ended');
  expect((await second).length).toBe(3000);
});
