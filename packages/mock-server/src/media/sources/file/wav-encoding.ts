/** Makes every audio format out of plain WAV files, in this process: for machines without ffmpeg. */
import { open } from 'node:fs/promises';

import { encodeALaw } from '../../codecs/g711.js';
import { createG722Encoder } from '../../codecs/g722.js';
import { createOpusEncoder } from '../../codecs/opus.js';
import { encodeL16, mixInto, spread } from '../../codecs/pcm.js';
import { createResampler } from '../../codecs/resampler.js';
import type { PcmAudio } from '../../codecs/wav.js';
import type { AudioFormat } from '../../tracks/track.js';
import { framePacket } from './packet-file.js';

/** Sound that is made at a time; everything else gets its turn in between. Opus needs one packet at a time. */
const STEP_MS = 100;

/** More input on both sides of a step than the longest filter looks at, in seconds. */
const CONTEXT_S = 0.01;

export interface WavEncoding {
  readonly inputs: readonly PcmAudio[];
  readonly format: AudioFormat;
  readonly durationMs: number;
  /** Where to write: the same bytes as ffmpeg would, but Opus as a packet file. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** Gets how much is done, 0 to 1. */
  readonly onProgress: (fraction: number) => void;
}

/** Rejects with the signal's reason, or the system's error when the file cannot be written. */
export async function encodeWav(encoding: WavEncoding): Promise<void> {
  const { format, durationMs, path, signal, onProgress } = encoding;
  const { codec, sampleRateHz, channels, intervalMs } = format;
  const stepMs = codec === 'OPUS' ? intervalMs : STEP_MS;
  const voices = encoding.inputs.map((input) => createVoice(input, sampleRateHz, channels));
  using encoder = await createEncoder(format);
  const file = await open(path, 'wx');
  try {
    for (let atMs = 0; atMs < durationMs; atMs += stepMs) {
      signal.throwIfAborted();
      // The last Opus packet is whole, even if the sound ends within it.
      const partMs = codec === 'OPUS' ? stepMs : Math.min(stepMs, durationMs - atMs);
      const count = (sampleRateHz / 1000) * partMs;
      const mixed = new Int16Array(count * channels);
      for (const voice of voices) mixInto(mixed, voice((sampleRateHz / 1000) * atMs, count), 0);
      await file.write(encoder.encode(mixed));
      onProgress(Math.min(1, (atMs + stepMs) / durationMs));
    }
  } finally {
    await file.close();
  }
}

interface Encoder extends Disposable {
  encode(samples: Int16Array): Buffer;
}

async function createEncoder(format: AudioFormat): Promise<Encoder> {
  const plain = (encode: (samples: Int16Array) => Buffer): Encoder => ({
    encode,
    [Symbol.dispose]: () => {},
  });
  switch (format.codec) {
    case 'L16':
      return plain(encodeL16);
    case 'G711':
      return plain(encodeALaw);
    case 'G722':
      return plain(createG722Encoder());
    case 'OPUS': {
      const opus = await createOpusEncoder(format);
      return {
        encode: (samples) => framePacket(opus.encode(samples)),
        [Symbol.dispose]: () => opus[Symbol.dispose](),
      };
    }
  }
}

/** Gives interleaved samples at another rate, from any place on: silence behind the end. */
type Voice = (from: number, count: number) => Int16Array;

function createVoice(input: PcmAudio, toHz: number, channels: 1 | 2): Voice {
  if (channels === 1 || input.channels === 1) {
    const mono = createLine(input, toHz, (frame) => average(input, frame));
    return (from, count) => spread(mono(from, count), channels);
  }
  const left = createLine(input, toHz, (frame) => input.samples[frame * input.channels] ?? 0);
  const right = createLine(input, toHz, (frame) => input.samples[frame * input.channels + 1] ?? 0);
  return (from, count) => {
    const [a, b] = [left(from, count), right(from, count)];
    const both = new Int16Array(count * 2);
    for (let i = 0; i < count; i++) {
      both[2 * i] = a[i] ?? 0;
      both[2 * i + 1] = b[i] ?? 0;
    }
    return both;
  };
}

function average({ samples, channels }: PcmAudio, frame: number): number {
  let sum = 0;
  for (let channel = 0; channel < channels; channel++) sum += samples[frame * channels + channel] ?? 0;
  return Math.round(sum / channels);
}

/** One channel at another rate. Each call resamples only what it needs, without a seam to the next. */
function createLine(input: PcmAudio, toHz: number, sampleAt: (frame: number) => number): Voice {
  const fromHz = input.sampleRateHz;
  const resample = createResampler(fromHz, toHz);
  const divisor = greatestCommonDivisor(fromHz, toHz);
  /** So many samples of the input become exactly so many of the output. */
  const [inPeriod, outPeriod] = [fromHz / divisor, toHz / divisor];
  const context = Math.ceil((CONTEXT_S * fromHz) / inPeriod);
  return (from, count) => {
    const firstPeriod = Math.floor(from / outPeriod) - context;
    const lastPeriod = Math.ceil((from + count) / outPeriod) + context;
    const excerpt = new Int16Array((lastPeriod - firstPeriod) * inPeriod);
    for (let i = 0; i < excerpt.length; i++) excerpt[i] = sampleAt(firstPeriod * inPeriod + i);
    const start = from - firstPeriod * outPeriod;
    return resample(excerpt).subarray(start, start + count);
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
