import { describe, expect, test } from 'vitest';
import { oggPackets } from '../../src/media/codecs/ogg.js';
import { createOggOpusDecoder } from '../../src/media/codecs/ogg-opus.js';
import { createResampler } from '../../src/media/codecs/resampler.js';
import { samplesOf } from '../../src/media/codecs/wav.js';
import {
  builtInConversation,
  createBuiltInMedia,
} from '../../src/media/sources/built-in/built-in-conversation.js';
import {
  readAsset,
  readManifest,
  speechLength,
} from '../../src/media/sources/built-in/conversation-assets.js';
import type { MediaSource } from '../../src/media/sources/media-source.js';
import type { AudioFormat, Track } from '../../src/media/tracks/track.js';

const L16: AudioFormat = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 };
const OPUS: AudioFormat = { codec: 'OPUS', sampleRateHz: 48_000, channels: 1, intervalMs: 20 };

/** A conversation that shares nothing with those of other tests. */
function alone(conversation: 'long-talk' | 'crosstalk' | 'noisy-room'): MediaSource {
  return builtInConversation({ media: createBuiltInMedia(conversation) });
}

function samplesAt(track: Track, fromMs: number, toMs: number): Int16Array {
  const chunks: Buffer[] = [];
  for (let index = fromMs / 20; index < toMs / 20; index++) {
    chunks.push(track.chunkAt(index)?.data ?? Buffer.alloc(0));
  }
  return samplesOf(Buffer.concat(chunks));
}

/** `toEqual` takes seconds for a million samples. */
const areEqual = (a: Int16Array, b: Int16Array): boolean =>
  a.length === b.length && a.every((sample, i) => sample === b[i]);

const rms = (samples: Int16Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

const peak = (samples: Int16Array): number =>
  samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);

describe('long-talk', () => {
  test('four participants talk for ten minutes without saying anything twice', () => {
    const { durationMs, participants, utterances } = alone('long-talk');
    expect(durationMs).toBe(600_000);
    expect(participants.map(({ name }) => name)).toEqual(['Ida Moss', 'Ravi Sand', 'Leo Ort', 'Tom Vale']);
    expect(new Set(utterances.map(({ text }) => text)).size).toBe(181);
    expect(new Set(utterances.map(({ speaker }) => speaker))).toEqual(new Set([0, 1, 2, 3]));
    expect(utterances.at(-1)?.endMs).toBeGreaterThan(590_000);
  });

  test('each utterance is heard from its start to its end, and nobody else is', async () => {
    const source = alone('long-talk');
    const track = await source.audio({ participant: 3 }, L16);
    const own = source.utterances.filter(({ speaker }) => speaker === 3);
    for (const { startMs, endMs } of own) {
      expect(rms(samplesAt(track, startMs, endMs))).toBeGreaterThan(1000);
      expect(track.chunkAt(startMs / 20 - 1)).toBeUndefined();
      expect(track.chunkAt(endMs / 20)).toBeUndefined();
    }
    const packets = Array.from({ length: track.length }, (_, index) => track.chunkAt(index)).filter(Boolean);
    expect(packets).toHaveLength(own.reduce((sum, { startMs, endMs }) => sum + (endMs - startMs) / 20, 0));
  });

  test('sounds the same in whatever order it is played', async () => {
    const [forwards, elsewhere] = await Promise.all([
      alone('long-talk').audio('mixed', L16),
      alone('long-talk').audio('mixed', L16),
    ]);
    const [, , third, fourth] = alone('long-talk').utterances;
    samplesAt(forwards, 0, fourth?.endMs ?? 0);
    samplesAt(elsewhere, 300_000, 301_000);
    for (const { startMs, endMs } of [fourth!, third!]) {
      expect(areEqual(samplesAt(elsewhere, startMs, endMs), samplesAt(forwards, startMs, endMs))).toBe(true);
    }
  });

  test('other sample rates are those of the whole utterance, although only packets are resampled', async () => {
    const utterance = readManifest('long-talk/').utterances[1]!;
    const decoder = await createOggOpusDecoder(16_000);
    const file = readAsset(`long-talk/speech/${utterance.file}`);
    const whole = createResampler(16_000, 48_000)(decoder.decode(file, speechLength(utterance)));
    const track = await alone('long-talk').audio('mixed', { ...L16, sampleRateHz: 48_000 });
    expect(areEqual(samplesAt(track, utterance.startMs, utterance.endMs), whole)).toBe(true);
  });

  test('Opus at two positions in turn can be decoded, with speech and pauses where they belong', async () => {
    const source = alone('long-talk');
    const track = await source.audio('mixed', OPUS);
    const { createDecoder } = await import('libopus-wasm');
    const heard = await Promise.all(
      [source.utterances[0]!, source.utterances[90]!].map(async (utterance) => ({
        utterance,
        decoder: await createDecoder({ sampleRate: 48_000, channels: 1 }),
        levels: [] as number[],
      })),
    );
    for (let packet = -20; packet < 60; packet++) {
      for (const { utterance, decoder, levels } of heard) {
        const chunk = track.chunkAt((utterance.startMs / 20 + packet + track.length) % track.length);
        levels.push(rms(decoder.decode(chunk!.data)));
      }
    }
    for (const { levels } of heard) {
      expect(Math.max(...levels.slice(10, 19))).toBeLessThan(50);
      expect(Math.max(...levels.slice(22))).toBeGreaterThan(2000);
    }
  });
});

describe('crosstalk', () => {
  const source = alone('crosstalk');
  const voicesAt = (positionMs: number) =>
    source.utterances.filter(({ startMs, endMs }) => startMs <= positionMs && positionMs < endMs);

  test('up to three speak at once, nobody at once with themselves, for a quarter of the time', () => {
    const counts = Array.from({ length: source.durationMs / 20 }, (_, i) => voicesAt(i * 20));
    expect(Math.max(...counts.map((voices) => voices.length))).toBe(3);
    expect(counts.filter((voices) => voices.length > 1).length / counts.length).toBeGreaterThan(0.25);
    for (const voices of counts) {
      expect(new Set(voices.map(({ speaker }) => speaker)).size).toBe(voices.length);
    }
  });

  test('the active speaker is one who speaks, and changes back when an interruption is over', () => {
    for (let positionMs = 0; positionMs < source.durationMs; positionMs += 20) {
      const speakers = voicesAt(positionMs).map(({ speaker }) => speaker);
      if (speakers.length > 0) expect(speakers).toContain(source.activeSpeakerAt(positionMs));
    }
  });

  // A busy machine takes long for minutes of samples.
  const timeout = 60_000;
  test.each([16_000, 48_000] as const)(
    'the mix does not clip at %i Hz',
    { timeout },
    async (sampleRateHz) => {
      const track = await source.audio('mixed', { ...L16, sampleRateHz });
      const samples = samplesAt(track, 0, source.durationMs);
      expect(peak(samples)).toBeGreaterThan(10_000);
      expect(peak(samples)).toBeLessThan(32_700);
    },
  );
});

describe('noisy-room', () => {
  test('has the words and times of two-speakers, quieter, in noise that is the same in every run', async () => {
    const [clean, noisy, again] = [builtInConversation(), alone('noisy-room'), alone('noisy-room')];
    expect(noisy.utterances).toEqual(clean.utterances);
    const [loud, first, second] = await Promise.all(
      [clean, noisy, again].map(async (source) =>
        samplesAt(await source.audio('mixed', L16), 0, source.durationMs),
      ),
    );
    expect(areEqual(second!, first!)).toBe(true);
    const noise = first!.map((sample, i) => sample - Math.round(loud![i]! / 2));
    expect(rms(noise)).toBeGreaterThan(115);
    expect(rms(noise)).toBeLessThan(125);
    // Where it repeats, it has no jump.
    const steps = noise.map((sample, i) => Math.abs(sample - (noise[i - 1] ?? sample)));
    expect(steps[160_000]).toBeLessThan(150);
    expect(areEqual(noise.subarray(160_000, 320_000), noise.subarray(0, 160_000))).toBe(true);
  });

  test('a participant sends no noise while silent', async () => {
    const source = alone('noisy-room');
    const own = await source.audio({ participant: 1 }, L16);
    expect(own.chunkAt(0)).toBeUndefined();
    expect(own.chunkAt(4100 / 20)).toBeDefined();
  });
});

test('a listener who joins does not change the mix', async () => {
  const source = builtInConversation({ participants: ['Ana', 'Bo', 'Guest 1'].map((name) => ({ name })) });
  const mixed = await source.audio('mixed', L16);
  expect(await source.audio({ participants: [0, 1] }, L16)).toBe(mixed);
  expect(await source.audio({ participants: [0, 2] }, L16)).toBe(
    await source.audio({ participants: [0] }, L16),
  );
});

test('an Ogg file may have several packets on a page, and packets over several pages', () => {
  const page = (lacing: readonly number[]): Buffer =>
    Buffer.concat([
      Buffer.from('OggS'),
      Buffer.alloc(22),
      Buffer.from([lacing.length, ...lacing]),
      Buffer.alloc(
        lacing.reduce((sum, length) => sum + length, 0),
        7,
      ),
    ]);
  expect(oggPackets(page([3, 0, 255, 2])).map(({ length }) => length)).toEqual([3, 0, 257]);
  expect(oggPackets(Buffer.concat([page([255]), page([1, 4])])).map(({ length }) => length)).toEqual([
    256, 4,
  ]);
  expect(() => oggPackets(page([255]))).toThrow('ends within a packet');
  expect(() => oggPackets(Buffer.from('RIFF'))).toThrow('no Ogg page at byte 0');
});
