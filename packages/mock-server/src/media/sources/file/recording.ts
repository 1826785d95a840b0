/** Recordings of the user: their properties, and everything that can be wrong with them. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';

import { probeMedia, type MediaFacts } from '../../codecs/ffmpeg-probe.js';
import type { Ffmpeg } from '../../codecs/ffmpeg.js';
import { parseWav, type PcmAudio } from '../../codecs/wav.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import { describeDamage } from './damage.js';

/** A file that can be played. */
export interface Recording extends MediaFacts {
  /** Absolute path. */
  readonly path: string;
  /** Name with extension: `talk.mp4`. */
  readonly fileName: string;
  /** Name without extension: `talk`. */
  readonly name: string;
  /** Length in milliseconds, rounded up to a multiple of 20. */
  readonly durationMs: number;
  /** Set for a WAV file with 16-bit PCM, mono or stereo, which {@link readPlainWav} reads without ffmpeg. */
  readonly plainWav: Pick<PcmAudio, 'sampleRateHz' | 'channels'> | undefined;
  /**
   * Returns the SHA-256 of the file, in hex. The file is read once. Rejects with `MediaUnavailableError`
   * (`file-unreadable`) when the file has changed since it was opened.
   */
  contentHash(signal?: AbortSignal): Promise<string>;
  /** Returns a warning for a damaged recording, which plays as far as it can be read. The file is read once. */
  damage(signal?: AbortSignal): Promise<string | undefined>;
  /** Rejects with `MediaUnavailableError` (`file-unreadable`) when the file has changed since it was opened. */
  checkUnchanged(): Promise<void>;
}

/** Max size of a WAV file that is read in this process, as a whole. Larger ones are left to ffmpeg. */
const MAX_PLAIN_WAV_BYTES = 128 * 1024 ** 2;

/** The length of every packet is a multiple of this, in milliseconds. */
const GRID_MS = 20;

/**
 * Opens a file and finds out its properties.
 *
 * @throws `MediaUnavailableError` with `ffmpeg-missing`, or `file-unreadable` for a file that is not a recording;
 * the message names the file and what to do
 */
export async function openRecording(path: string, ffmpeg: Ffmpeg, signal?: AbortSignal): Promise<Recording> {
  const absolute = resolve(path);
  const fileName = basename(absolute);
  const before = await fileStatus(absolute);
  const wav = await tryPlainWav(absolute, before.size);
  const facts =
    typeof wav === 'object'
      ? wavFacts(wav)
      : await probe({ path: absolute, fileName, ffmpeg, whyNotPlainWav: wav }, signal);
  if (facts.durationMs <= 0) throw unreadable(fileName, 'its duration is 0');

  async function checkUnchanged(): Promise<void> {
    const now = await fileStatus(absolute);
    if (now.size === before.size && now.mtimeMs === before.mtimeMs) return;
    throw unreadable(
      fileName,
      'it has changed since this meeting began; start a new meeting to play the new version',
    );
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
    contentHash: shareResult(async (signal) => {
      const hash = await hashFile(absolute, signal);
      await checkUnchanged();
      return hash;
    }),
    damage: shareResult(async (signal) =>
      typeof wav === 'object'
        ? undefined
        : describeDamage({ path: absolute, fileName, facts, ffmpeg }, signal),
    ),
  };
}

/**
 * Shares one result between all callers. The signal of the first caller may abort the work; then the next caller
 * starts it again.
 */
function shareResult<T>(work: (signal?: AbortSignal) => Promise<T>): (signal?: AbortSignal) => Promise<T> {
  let running: Promise<T> | undefined;
  return async (signal) => {
    const known = running;
    if (known) {
      try {
        return await known;
      } catch {
        // Its own caller got the error.
      }
    }
    if (running === known) running = work(signal);
    return running as Promise<T>;
  };
}

/** Reads the samples of a plain WAV file. Rejects as {@link Recording.checkUnchanged} does. */
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
    if (status.isDirectory()) throw unreadable(fileName, 'it is a folder; name a file in it');
    if (!status.isFile()) throw unreadable(fileName, 'it is not a regular file; copy its content into one');
    if (status.size === 0) throw unreadable(fileName, 'it is empty (0 bytes); record or copy it again');
    await (await open(path, 'r')).close();
    return status;
  } catch (cause) {
    if (cause instanceof MediaUnavailableError) throw cause;
    throw unreadable(fileName, describeSystemError(path, cause as NodeJS.ErrnoException), { cause });
  }
}

function describeSystemError(path: string, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `there is no file ${path}; check the name and the folder`;
    case 'EACCES':
    case 'EPERM':
      return `this user may not read ${path}; change its permissions`;
    default:
      return error.message;
  }
}

/** The samples, or why the file is not a plain WAV file; `undefined` when its name is not that of a WAV file. */
async function tryPlainWav(path: string, size: number): Promise<PcmAudio | string | undefined> {
  if (!/\.wave?$/i.test(path)) return undefined;
  if (size > MAX_PLAIN_WAV_BYTES) return `larger than ${MAX_PLAIN_WAV_BYTES / 1024 ** 2} MiB`;
  const bytes = await readFile(path);
  try {
    const wav = parseWav(bytes);
    return wav.channels > 2 ? `it has ${wav.channels} channels` : wav;
  } catch (error) {
    return (error as Error).message;
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
    readonly whyNotPlainWav: string | undefined;
  },
  signal?: AbortSignal,
): Promise<MediaFacts> {
  const { path, fileName, ffmpeg, whyNotPlainWav } = file;
  const program = await ffmpeg.need(
    whyNotPlainWav === undefined ? fileName : `${fileName} (${whyNotPlainWav})`,
  );
  try {
    return await probeMedia(program, path, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    const why = `${(cause as Error).message}; it may be damaged, or not a recording: try it in a media player, or convert it again`;
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
