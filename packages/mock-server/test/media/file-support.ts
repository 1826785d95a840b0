/** For tests of recordings: temporary folders, recordings made with ffmpeg, and an ffmpeg that records its runs. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

import { createFfmpeg, type Ffmpeg, type FfmpegProgram } from '../../src/media/codecs/ffmpeg.js';
import { samplesOf } from '../../src/media/codecs/wav.js';
import { createDiskCache, type DiskCache } from '../../src/media/tracks/disk-cache.js';
import type { Track } from '../../src/media/tracks/track.js';

/** A folder for one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rtms-mock-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function temporaryCache(options: { readonly maxBytes?: number } = {}): DiskCache {
  return createDiskCache({
    folder: join(temporaryFolder(), 'cache'),
    clock: { unixMs: Date.now },
    ...options,
  });
}

/** As on a machine without ffmpeg. */
export const noFfmpeg = (): Ffmpeg => createFfmpeg({ environment: { PATH: '' }, importStatic: notInstalled });

const notInstalled = (): Promise<unknown> => Promise.reject(new Error('Cannot find package'));

export interface WatchedFfmpeg extends Ffmpeg {
  /** Arguments of each conversion. */
  readonly conversions: (readonly string[])[];
  /** Resolves when all runs have ended. */
  allEnded(): Promise<void>;
}

/** `realTime` makes conversions as slow as playing, so that a test can act while they run. */
export function watchedFfmpeg(path: string, options: { readonly realTime?: boolean } = {}): WatchedFfmpeg {
  const ffmpeg = createFfmpeg({ path, environment: {} });
  const conversions: (readonly string[])[] = [];
  const runs: Promise<unknown>[] = [];
  const watch = (program: FfmpegProgram): FfmpegProgram => ({
    ...program,
    run(args, runOptions) {
      const converts = args.includes('-map_metadata');
      const run = program.run(converts && options.realTime ? ['-re', ...args] : args, runOptions);
      if (converts) conversions.push(args);
      runs.push(run);
      return run;
    },
  });
  return {
    conversions,
    allEnded: async () => void (await Promise.allSettled(runs)),
    need: async (what) => watch(await ffmpeg.need(what)),
    locate: async () => {
      const program = await ffmpeg.locate();
      return program && watch(program);
    },
  };
}

/** Makes a recording; `args` come before the name of the file. */
export function record(ffmpeg: string, path: string, args: readonly string[]): string {
  execFileSync(ffmpeg, ['-v', 'error', '-y', ...args, `file:${path}`]);
  return path;
}

/** A sine of −18 dBFS peak: 2896 RMS in 16 bits. */
export const tone = (hz: number, seconds: number, rate = 44_100): string[] => [
  '-f',
  'lavfi',
  '-i',
  `sine=frequency=${hz}:sample_rate=${rate}:duration=${seconds}`,
];

export const TONE_RMS = 32_768 / 8 / Math.SQRT2;

export const picture = (size: string, rate: number, seconds: number): string[] => [
  '-f',
  'lavfi',
  '-i',
  `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`,
];

/** The chunks of one cycle. */
export function chunksOf(track: Track): Buffer[] {
  return Array.from({ length: track.length }, (_, i) => track.chunkAt(i)?.data).filter(
    (data) => data !== undefined,
  );
}

/** The chunks of one cycle of a track that is converted while it is played. */
export async function madeChunksOf(track: Track): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for (let index = 0; index < track.length; index += 1) {
    await track.prepare?.(index);
    const chunk = track.chunkAt(index);
    if (chunk) chunks.push(chunk.data);
  }
  return chunks;
}

/** Decodes audio with ffmpeg, to 16-bit mono at `rate`. */
export function decodeAudio(
  ffmpeg: string,
  bytes: Buffer,
  format: readonly string[],
  rate: number,
): Int16Array {
  const out = ['-f', 's16le', '-ar', `${rate}`, '-ac', '1', 'pipe:1'];
  return samplesOf(
    execFileSync(ffmpeg, ['-v', 'error', '-xerror', ...format, '-i', 'pipe:0', ...out], { input: bytes }),
  );
}

/** RMS level, and the part of it at `hz` (1: a pure tone), without the edges. */
export function listen(samples: Int16Array, rate: number, hz: number): { rms: number; purity: number } {
  const middle = samples.subarray(Math.floor(samples.length * 0.1), Math.floor(samples.length * 0.9));
  let [energy, sine, cosine] = [0, 0, 0];
  middle.forEach((sample, i) => {
    energy += sample * sample;
    sine += sample * Math.sin((2 * Math.PI * hz * i) / rate);
    cosine += sample * Math.cos((2 * Math.PI * hz * i) / rate);
  });
  const purity = (2 * (sine * sine + cosine * cosine)) / (middle.length * energy);
  return { rms: Math.sqrt(energy / middle.length), purity };
}

/** A 16-bit PCM WAV file with a tone of −18 dBFS peak on every channel. */
export function writeWav(
  path: string,
  options: {
    readonly seconds: number;
    readonly rate?: number;
    readonly channels?: number;
    /** By channel; the last one is used for further channels. Default: 440. */
    readonly hz?: readonly number[];
  },
): string {
  const { seconds, rate = 16_000, channels = 1, hz = [440] } = options;
  const frames = Math.round(seconds * rate);
  const file = Buffer.alloc(44 + frames * channels * 2);
  file.write('RIFF\0\0\0\0WAVEfmt ', 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(channels, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * channels * 2, 28);
  file.writeUInt16LE(channels * 2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(file.length - 44, 40);
  for (let i = 0; i < frames * channels; i++) {
    const frequency = hz[Math.min(i % channels, hz.length - 1)] ?? 440;
    const value = (32_768 / 8) * Math.sin((2 * Math.PI * frequency * Math.floor(i / channels)) / rate);
    file.writeInt16LE(Math.round(value), 44 + i * 2);
  }
  writeFileSync(path, file);
  return path;
}
