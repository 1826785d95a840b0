/** Converts the sample rate and the channels of audio, with random access. */
import { upmix } from './pcm.js';
import { createResampler } from './resampler.js';

/** Audio with random access. Positions count sample frames (one sample of each channel). */
export interface PcmSource {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Returns `count` sample frames starting at `from`, interleaved; silence before 0 and after the end. */
  read(from: number, count: number): Int16Array;
}

/** Returns `count` sample frames starting at `from`, counted at the new rate; interleaved. */
export type PcmReader = (from: number, count: number) => Int16Array;

/** Input read on both sides in addition, in seconds; more than the reach of the longest filter. */
const CONTEXT_S = 0.01;

/**
 * Creates a reader that resamples only what each call needs, without discontinuities between calls. Mono is the average
 * of all channels. Stereo of more than two channels is the first two.
 */
export function createPcmReader(input: PcmSource, toHz: number, channels: 1 | 2): PcmReader {
  if (channels === 1 || input.channels === 1) {
    const mono = createChannelReader(input, toHz, (samples) => average(samples, input.channels));
    return (from, count) => upmix(mono(from, count), channels);
  }
  const left = createChannelReader(input, toHz, (samples) => pick(samples, input.channels, 0));
  const right = createChannelReader(input, toHz, (samples) => pick(samples, input.channels, 1));
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

function average(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples;
  const mono = new Int16Array(samples.length / channels);
  for (let frame = 0; frame < mono.length; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += samples[frame * channels + channel] ?? 0;
    mono[frame] = Math.round(sum / channels);
  }
  return mono;
}

function pick(samples: Int16Array, channels: number, channel: number): Int16Array {
  const mono = new Int16Array(samples.length / channels);
  for (let frame = 0; frame < mono.length; frame++) mono[frame] = samples[frame * channels + channel] ?? 0;
  return mono;
}

/** Reads one channel at another rate. */
function createChannelReader(
  input: PcmSource,
  toHz: number,
  channelOf: (samples: Int16Array) => Int16Array,
): PcmReader {
  const fromHz = input.sampleRateHz;
  if (fromHz === toHz) return (from, count) => channelOf(input.read(from, count));
  const resample = createResampler(fromHz, toHz);
  const divisor = greatestCommonDivisor(fromHz, toHz);
  /** This many input samples convert to exactly this many output samples. */
  const [inPeriod, outPeriod] = [fromHz / divisor, toHz / divisor];
  const context = Math.ceil((CONTEXT_S * fromHz) / inPeriod);
  return (from, count) => {
    const firstPeriod = Math.floor(from / outPeriod) - context;
    const lastPeriod = Math.ceil((from + count) / outPeriod) + context;
    const excerpt = input.read(firstPeriod * inPeriod, (lastPeriod - firstPeriod) * inPeriod);
    const start = from - firstPeriod * outPeriod;
    return resample(channelOf(excerpt)).subarray(start, start + count);
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
