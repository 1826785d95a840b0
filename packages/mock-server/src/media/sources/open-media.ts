/** Opening of media by path or name: recordings, folders, built-in conversations and test signals. */
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import process from 'node:process';
import type { Clock } from '@rtms-mock/protocol';
import { defaultCacheFolder } from '../../cache-folder.js';
import { systemClock } from '../../clock.js';
import { createFfmpeg } from '../codecs/ffmpeg.js';
import { createDiskCache } from '../tracks/disk-cache.js';
import { createTrackCache } from '../tracks/track-cache.js';
import { builtInConversation } from './built-in/built-in-conversation.js';
import { isConversationName } from './built-in/conversations.js';
import { delegateSource } from './delegate-source.js';
import type { ConversionProgress } from './file/conversion.js';
import { openMediaFile } from './file/file-source.js';
import { stampOf } from './file/file-stamp.js';
import { openMediaFolder } from './file/media-folder.js';
import { openParticipantMedia, type ParticipantMedia } from './file/recorded-participants.js';
import type { MediaSource } from './media-source.js';
import { isSignalName, readSignalName } from './signal-name.js';
import { toneSource } from './tone-source.js';

/** Options for opening recordings. */
export interface OpenMediaOptions {
  /**
   * Path of the ffmpeg program.
   *
   * @default `RTMS_MOCK_FFMPEG` or `FFMPEG_BIN` of the environment, else `ffmpeg-static` if its program was downloaded,
   * else `ffmpeg` on `PATH`
   */
  readonly ffmpeg?: string | undefined;
  /**
   * Folder in which converted recordings are kept.
   *
   * @default the folder `rtms-mock` in the user's cache folder
   */
  readonly cacheDir?: string | undefined;
  /**
   * Max size of all converted recordings together, in bytes.
   *
   * @default 2 GiB
   */
  readonly cacheMaxBytes?: number | undefined;
  /**
   * Folder against which relative paths are resolved.
   *
   * @default the working directory
   */
  readonly folder?: string;
  /**
   * Environment variables that name ffmpeg and the cache folder.
   *
   * @default `process.env`
   */
  readonly environment?: { readonly [name: string]: string | undefined };
  /**
   * Home directory, which contains the cache folder.
   *
   * @default that of the user
   */
  readonly home?: string;
  /**
   * Platform, which determines the cache folder.
   *
   * @default `process.platform`
   */
  readonly platform?: NodeJS.Platform;
  /**
   * Clock that tells when a converted recording was last used.
   *
   * @default the system clock
   */
  readonly clock?: Clock;
  /** Called during a conversion, at most once per percent. */
  readonly onProgress?: (progress: ConversionProgress) => void;
  /** Called with a sentence for each problem that does not stop a recording from being played. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Path of a recording, or of a folder with one recording per participant; name of a built-in conversation
 * (`two-speakers`, `long-talk`, `crosstalk`, `noisy-room`) or of a test signal (`tone`, `tone:1000` with a frequency in
 * hertz, `noise`, `silence`); or participants with one recording each.
 */
export type MediaChoice = string | readonly ParticipantMedia[];

/** Returns the participants if one of them has a recording of their own, else the media of the meeting. */
export function mediaChoiceOf(
  participants: readonly ParticipantMedia[],
  ofMeeting: string | undefined,
): MediaChoice | undefined {
  return participants.some(({ media, share }) => media !== undefined || share !== undefined)
    ? participants
    : ofMeeting;
}

/**
 * Opens the media of a meeting. Rejects with `MediaUnavailableError`, whose message names the file and what to
 * do, or with the signal's reason.
 */
export type OpenMedia = (choice: MediaChoice, signal?: AbortSignal) => Promise<MediaSource>;

/** Creates a function that opens recordings. All recordings that it opens share a disk cache and tracks in memory. */
export function createMediaOpener(options: OpenMediaOptions = {}): OpenMedia {
  const { environment = process.env, home = homedir(), platform = process.platform } = options;
  const { folder = process.cwd(), clock = systemClock(), onProgress } = options;
  const onWarning = options.onWarning && withoutRepeats(options.onWarning);
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
    const fileOptions = { ...tools, ...(signal && { signal }) };
    if (typeof choice !== 'string') return openParticipantMedia(choice, folder, fileOptions);
    const path = resolve(folder, choice);
    return isFolder(path) ? openMediaFolder(path, fileOptions) : openMediaFile(path, fileOptions);
  };
  const open: OpenMedia = async (choice, signal) => {
    if (typeof choice === 'string' && isSignalName(choice))
      return toneSource({ signal: readSignalName(choice) });
    if (typeof choice === 'string' && isConversationName(choice))
      return builtInConversation({ conversation: choice });
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

function pathsOf(choice: MediaChoice, folder: string): string[] {
  const paths =
    typeof choice === 'string'
      ? [choice]
      : choice.flatMap(({ media, share }) => [media ?? [], share ?? []].flat());
  return paths.map((path) => resolve(folder, path));
}

/** Reports each message once: meetings open the same recordings again and again. */
function withoutRepeats(report: (message: string) => void): (message: string) => void {
  const reported = new Set<string>();
  return (message) => {
    if (reported.has(message)) return;
    reported.add(message);
    report(message);
  };
}

/**
 * Opens media for `startMockServer({ media })` or `startMeeting({ media })`.
 *
 * @throws `MediaUnavailableError` whose message names the file and what to do
 */
export function openMedia(choice: MediaChoice, options: OpenMediaOptions = {}): Promise<MediaSource> {
  return createMediaOpener(options)(choice);
}

/** Returns true for an existing folder. Anything else is opened as a file, which reports what is wrong with it. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
