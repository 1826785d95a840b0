/** A recording of the user: what it is, and everything that can be wrong with it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';

import { probeMedia, type MediaFacts } from '../../codecs/ffmpeg-probe.js';
import type { Ffmpeg } from '../../codecs/ffmpeg.js';
import { parseWav, type PcmAudio } from '../../codecs/wav.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import { describeDamage } from './damage.js';

/** One file that can be played. */
export interface Recording extends MediaFacts {
  /** Absolute. */
  readonly path: string;
  /** With its ending, as people know it: `talk.mp4`. */
  readonly fileName: string;
  /** Without its ending: `talk`. */
  readonly name: string;
  /** Length rounded up to a multiple of 20 ms. */
  readonly durationMs: number;
  /** Set for 16-bit PCM of one or two channels in a WAV file, which {@link readPlainWav} reads without ffmpeg. */
  readonly plainWav: Pick<PcmAudio, 'sampleRateHz' | 'channels'> | undefined;
  /**
   * SHA-256 of the file, in hex; read through once. Throws {@link MediaUnavailableError}
   * (`file-unreadable`) when the file is not the one that was opened any more.
   */
  contentHash(signal?: AbortSignal): Promise<string>;
  /** What to tell of a recording that is damaged, and plays as far as it can be read; found out once. */
  damage(signal?: AbortSignal): Promise<string | undefined>;
  /** Throws {@link MediaUnavailableError} (`file-unreadable`) when the file has changed since it was opened. */
  checkUnchanged(): Promise<void>;
}

/** Larger WAV files are left to ffmpeg: they are read whole. */
const LARGEST_PLAIN_WAV_BYTES = 128 * 1024 ** 2;

/** All packets last a multiple of this. */
const GRID_MS = 20;

/**
 * Looks at a file. Throws {@link MediaUnavailableError}: `file-unreadable` for what is no recording,
 * with its name and what to do, and `ffmpeg-missing`.
 */
export async function openRecording(path: string, ffmpeg: Ffmpeg, signal?: AbortSignal): Promise<Recording> {
  const absolute = resolve(path);
  const fileName = basename(absolute);
  const before = await fileStatus(absolute);
  const wav = await tryPlainWav(absolute, before.size);
  const facts =
    typeof wav === 'object'
      ? wavFacts(wav)
      : await probe({ path: absolute, fileName, ffmpeg, problem: wav }, signal);
  if (facts.durationMs <= 0) throw unreadable(fileName, 'it holds nothing that lasts');

  async function checkUnchanged(): Promise<void> {
    const now = await fileStatus(absolute);
    if (now.size === before.size && now.mtimeMs === before.mtimeMs) return;
    throw unreadable(fileName, 'it has changed since this meeting began; a new meeting plays what it is now');
  }

  return {
    ...facts,
    durationMs: Math.ceil(facts.durationMs / GRID_MS) * GRID_MS,
    path: absolute,
    fileName,
    name: basename(absolute, extname(absolute)) || fileName,
    plainWav:
      typeof wav === 'object' ? { sampleRateHz: wav.sampleRateHz, channels: wav.channels } : undefined,
    checkUnchanged,
    contentHash: foundOutOnce(async (signal) => {
      const hash = await hashFile(absolute, signal);
      await checkUnchanged();
      return hash;
    }),
    damage: foundOutOnce(async (signal) =>
      typeof wav === 'object'
        ? undefined
        : describeDamage({ path: absolute, fileName, facts, ffmpeg }, signal),
    ),
  };
}

/** Callers share one search. Who gives up takes nobody's answer away: the next one searches again. */
function foundOutOnce<T>(search: (signal?: AbortSignal) => Promise<T>): (signal?: AbortSignal) => Promise<T> {
  let searching: Promise<T> | undefined;
  return async (signal) => {
    const known = searching;
    if (known) {
      try {
        return await known;
      } catch {
        // Its caller was told.
      }
    }
    if (searching === known) searching = search(signal);
    return searching as Promise<T>;
  };
}

/** Reads a plain WAV file again. */
export async function readPlainWav(recording: Recording): Promise<PcmAudio> {
  await recording.checkUnchanged();
  return parseWav(await readFile(recording.path));
}

function unreadable(fileName: string, why: string, options?: ErrorOptions): MediaUnavailableError {
  return new MediaUnavailableError('file-unreadable', `${fileName} cannot be played: ${why}`, options);
}

async function fileStatus(path: string): Promise<{ readonly size: number; readonly mtimeMs: number }> {
  const fileName = basename(path);
  try {
    const status = await stat(path);
    if (status.isDirectory()) throw unreadable(fileName, 'it is a folder; name one file in it');
    if (!status.isFile())
      throw unreadable(fileName, 'it is not an ordinary file; copy what it gives into one');
    if (status.size === 0) throw unreadable(fileName, 'it is empty (0 bytes); record or copy it again');
    await (await open(path, 'r')).close();
    return status;
  } catch (problem) {
    if (problem instanceof MediaUnavailableError) throw problem;
    throw unreadable(fileName, systemProblem(path, problem as NodeJS.ErrnoException), { cause: problem });
  }
}

function systemProblem(path: string, problem: NodeJS.ErrnoException): string {
  switch (problem.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `there is no file ${path}; check the name and the folder`;
    case 'EACCES':
    case 'EPERM':
      return `this user may not read ${path}; change its permissions`;
    default:
      return problem.message;
  }
}

/** The samples, or why the file is not a plain WAV file; `undefined` when nobody would think that it is. */
async function tryPlainWav(path: string, size: number): Promise<PcmAudio | string | undefined> {
  if (!/\.wave?$/i.test(path)) return undefined;
  if (size > LARGEST_PLAIN_WAV_BYTES) return `larger than ${LARGEST_PLAIN_WAV_BYTES / 1024 ** 2} MiB`;
  const bytes = await readFile(path);
  try {
    const wav = parseWav(bytes);
    return wav.channels > 2 ? `it has ${wav.channels} channels` : wav;
  } catch (problem) {
    return (problem as Error).message;
  }
}

function wavFacts({ samples, channels, sampleRateHz }: PcmAudio): MediaFacts {
  const perSecond = channels * sampleRateHz;
  const durationMs = perSecond > 0 ? (samples.length * 1000) / perSecond : 0;
  return { durationMs, hasAudio: true, layout: channels === 1 ? 'mono' : 'stereo', hasVideo: false };
}

async function probe(
  file: {
    readonly path: string;
    readonly fileName: string;
    readonly ffmpeg: Ffmpeg;
    readonly problem: string | undefined;
  },
  signal?: AbortSignal,
): Promise<MediaFacts> {
  const { path, fileName, ffmpeg, problem } = file;
  const program = await ffmpeg.need(problem === undefined ? fileName : `${fileName} (${problem})`);
  try {
    return await probeMedia(program, path, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    const why = `${(cause as Error).message}; it may be damaged or no recording: try it in a media player, or convert it again`;
    throw unreadable(fileName, why, { cause });
  }
}

async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1024 ** 2 })) {
    signal?.throwIfAborted();
    hash.update(piece as Buffer);
  }
  return hash.digest('hex');
}
