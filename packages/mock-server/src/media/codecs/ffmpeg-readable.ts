/** Measures how much of a damaged file can be read. Nothing is decoded, so it takes about as long as reading the file. */
import { Writable } from 'node:stream';

import { lastLines } from './ffmpeg-process.js';
import { inputArguments } from './ffmpeg-probe.js';
import type { FfmpegProgram } from './ffmpeg.js';

/** Result of {@link readThrough}. */
export interface ReadThrough {
  /** Total duration of the readable packets of one stream, in milliseconds. */
  readonly readMs: number;
  /** Last error that ffmpeg printed; empty without errors. */
  readonly lastError: string;
}

/**
 * Reads all packets of one stream.
 *
 * @param stream an ffmpeg stream specifier: `0:a:0`
 */
export async function readThrough(
  ffmpeg: FfmpegProgram,
  path: string,
  stream: string,
  signal?: AbortSignal,
): Promise<ReadThrough> {
  const packets = new PacketTimes();
  const args = [
    '-v',
    'error',
    ...inputArguments(path),
    '-map',
    stream,
    '-c',
    'copy',
    '-f',
    'framecrc',
    'pipe:1',
  ];
  const stderr = await ffmpeg.run(args, { signal, output: packets });
  return { readMs: packets.totalMs, lastError: lastLines(stderr, 1) };
}

/** Sums up packet durations from `framecrc` lines, such as `0, 46, 46, 33, 49613, 0x99cf5d40` after `#tb 0: 1/1000`. */
class PacketTimes extends Writable {
  #rest = '';
  #unitMs = 0;
  #units = 0;

  get totalMs(): number {
    return this.#units * this.#unitMs;
  }

  override _write(bytes: Buffer, _: BufferEncoding, done: () => void): void {
    const lines = (this.#rest + bytes.toString('latin1')).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#read(line);
    done();
  }

  #read(line: string): void {
    const [, seconds, parts] = /^#tb 0: (\d+)\/(\d+)/.exec(line) ?? [];
    if (seconds !== undefined && parts !== undefined) this.#unitMs = (Number(seconds) * 1000) / Number(parts);
    else if (!line.startsWith('#')) this.#units += Number(line.split(',', 4)[3] ?? 0);
  }
}
