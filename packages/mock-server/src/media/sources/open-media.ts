import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import process from 'node:process';
import type { Clock } from '@rtms-mock/protocol';
import { systemClock } from '../../clock.js';
import { createFfmpeg } from '../codecs/ffmpeg.js';
import { createTrackCache } from '../tracks/track-cache.js';
import { delegateSource } from './delegate-source.js';
import { openMediaFile } from './file/file-source.js';
import { openMediaFolder } from './file/media-folder.js';
import { openParticipantMedia, type ParticipantMedia } from './file/recorded-participants.js';
import { stampOf } from './file/file-stamp.js';
import type { ConversionProgress } from './file/conversion.js';
import type { MediaSource } from './media-source.js';
import { isSignalName, readSignalName } from './signal-name.js';
import { toneSource } from './tone-source.js';
import { defaultCacheFolder } from '../../cache-folder.js';
import { createDiskCache } from '../tracks/disk-cache.js';

/** How recordings are opened. Everything has a default. */
export interface OpenMediaOptions {
  /** The ffmpeg to use. Default: `ffmpeg-static` where its file is there, else the one on PATH. */
  readonly ffmpeg?: string | undefined;
  /** Where converted recordings are kept. Default: a folder of ours among the user's caches. */
  readonly cacheDir?: string | undefined;
  /** The most that all converted recordings together may take, in bytes. Default: 2 GiB. */
  readonly cacheMaxBytes?: number | undefined;
  /** Where relative paths begin. Default: the working directory. */
  readonly folder?: string;
  /** Where ffmpeg and the cache are looked for. Default: the process's. */
  readonly environment?: { readonly [name: string]: string | undefined };
  readonly home?: string;
  readonly platform?: NodeJS.Platform;
  readonly clock?: Clock;
  /** Told while a recording is converted, at most once per percent. */
  readonly onProgress?: (progress: ConversionProgress) => void;
  /** Told of what is odd but does not stop us. */
  readonly onWarning?: (message: string) => void;
}

/**
 * A recording, a folder with one for each participant, a test signal with colour bars (`tone`, `tone:1000` for
 * another frequency in hertz, `noise`, `silence`), or people with a recording each.
 */
export type MediaChoice = string | readonly ParticipantMedia[];

/** What people of a meeting play: a recording each where one of them has one, else that of the meeting. */
export function mediaChoiceOf(
  people: readonly ParticipantMedia[],
  ofMeeting: string | undefined,
): MediaChoice | undefined {
  return people.some(({ media }) => media !== undefined) ? people : ofMeeting;
}

/** Opens what a meeting is to play. Gives up, with the signal's reason, when `signal` aborts. */
export type OpenMedia = (choice: MediaChoice, signal?: AbortSignal) => Promise<MediaSource>;

/**
 * What opens recordings, with a cache on disk and tracks that are shared by all it opens. It throws
 * {@link MediaUnavailableError} with a sentence that names the file and what to do.
 */
export function createMediaOpener(options: OpenMediaOptions = {}): OpenMedia {
  const { environment = process.env, home = homedir(), platform = process.platform } = options;
  const { folder = process.cwd(), clock = systemClock(), onProgress } = options;
  const onWarning = options.onWarning && once(options.onWarning);
  const cacheFolder = options.cacheDir ?? defaultCacheFolder({ platform, home, environment });
  const tools = {
    ffmpeg: createFfmpeg({ path: options.ffmpeg, environment }),
    cache: createDiskCache({
      folder: resolve(folder, cacheFolder),
      clock,
      onWarning,
      ...(options.cacheMaxBytes !== undefined && { maxBytes: options.cacheMaxBytes }),
    }),
    tracks: createTrackCache(),
    ...(onProgress && { onProgress }),
    ...(onWarning && { onWarning }),
  };
  const openNow = async (choice: MediaChoice, signal?: AbortSignal): Promise<MediaSource> => {
    const all = { ...tools, ...(signal && { signal }) };
    if (typeof choice !== 'string') return openParticipantMedia(choice, folder, all);
    const absolute = resolve(folder, choice);
    return isFolder(absolute) ? openMediaFolder(absolute, all) : openMediaFile(absolute, all);
  };
  const open: OpenMedia = async (choice, signal) => {
    if (typeof choice === 'string' && isSignalName(choice))
      return toneSource({ signal: readSignalName(choice) });
    await tools.cache.open();
    const paths = pathsOf(choice, folder);
    const stamp = await stampOf(paths);
    const source = await openNow(choice, signal);
    const refreshable = delegateSource(source, {
      refresh: async (signal) => ((await stampOf(paths)) === stamp ? refreshable : open(choice, signal)),
    });
    return refreshable;
  };
  return open;
}

/** What a choice names, absolute. */
function pathsOf(choice: MediaChoice, folder: string): string[] {
  const named = typeof choice === 'string' ? [choice] : choice.flatMap(({ media }) => media ?? []);
  return named.map((path) => resolve(folder, path));
}

/** Meetings open the same recordings again and again; what is odd about them is told the first time. */
function once(tell: (message: string) => void): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (told.has(message)) return;
    told.add(message);
    tell(message);
  };
}

/** Opens recordings for `startMockServer({ media })` or `startMeeting({ media })`. */
export function openMedia(choice: MediaChoice, options: OpenMediaOptions = {}): Promise<MediaSource> {
  return createMediaOpener(options)(choice);
}

/** What is not there is no folder: opening it as a file says so. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
