import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { FlagError, UsageError } from '../input/usage-error.js';
import type { Logger } from '../log.js';
import { createFfmpeg } from '../media/codecs/ffmpeg.js';
import { createMediaOpener, isFolder, mediaChoiceOf, type OpenMedia } from '../media/sources/open-media.js';
import { isMediaName } from '../media/sources/media-name.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { ConversionProgress } from '../media/sources/file/conversion.js';
import { MediaUnavailableError } from '../media/media-unavailable-error.js';
import type { MediaSource } from '../media/sources/media-source.js';
import { requireCacheFolder } from './cache-folder-option.js';
import type { ServeValues } from '../config/serve-options.js';
import type { Surroundings } from './surroundings.js';

/** Creates the function that opens recordings with the user's options; progress and warnings are logged. */
export function mediaOpener(
  values: Pick<ServeValues, 'ffmpeg' | 'cacheDir' | 'cacheSize'>,
  { environment, folder, home, platform, clock }: Surroundings,
  logger: Logger,
): OpenMedia {
  return createMediaOpener({
    ffmpeg: values.ffmpeg,
    cacheDir: values.cacheDir,
    cacheMaxBytes: values.cacheSize,
    environment,
    folder,
    home,
    platform,
    clock,
    onProgress: progressLogger(logger, () => clock.now()),
    onWarning: (message) => logger.log('warn', message),
  });
}

/**
 * Checks the program that `--ffmpeg` names. It must be ffmpeg even if no recording is played at first, because requests
 * may name recordings later.
 *
 * @throws {UsageError} if it is not ffmpeg
 */
export async function checkFfmpegOption(
  path: string | undefined,
  environment: Surroundings['environment'],
): Promise<void> {
  if (path === undefined) return;
  try {
    await createFfmpeg({ path, environment }).locate();
  } catch (error) {
    if (!(error instanceof MediaUnavailableError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

/** Conditions under which recordings are opened before the server runs. */
export interface AtStart {
  /** Absolute path. */
  readonly cacheFolder: string;
  /** Aborted when the program must stop. */
  readonly signal: AbortSignal;
}

/**
 * Opens the recording that `--media` names.
 *
 * @throws {UsageError} if the recording or the cache folder cannot be used
 */
export async function openMediaOption(
  path: string,
  open: OpenMedia,
  { cacheFolder, signal }: AtStart,
): Promise<MediaSource> {
  await requireCacheFolder(cacheFolder);
  try {
    return await open(path, signal);
  } catch (error) {
    if (!(error instanceof MediaUnavailableError)) throw error;
    throw new FlagError('--media', error.message, { cause: error });
  }
}

/**
 * Checks the recordings that the scenario of all meetings names.
 *
 * @throws {UsageError} if a recording or the cache folder cannot be used
 */
export async function checkScenarioMedia(
  scenario: Scenario | undefined,
  open: OpenMedia,
  { cacheFolder, signal }: AtStart,
): Promise<void> {
  if (scenario === undefined) return;
  const { participants = [], media } = scenario;
  const named = mediaChoiceOf(participants, media);
  if (named === undefined) return;
  await requireCacheFolder(cacheFolder);
  try {
    await open(named, signal);
  } catch (error) {
    if (!(error instanceof MediaUnavailableError)) throw error;
    throw new FlagError('--scenario', error.message, { cause: error });
  }
}

const PROGRESS_INTERVAL_MS = 2000;

/** Logs the progress of long conversions: every two seconds, and at the end. Short conversions are not logged. */
function progressLogger(logger: Logger, nowMs: () => number): (progress: ConversionProgress) => void {
  const running = new Map<string, { loggedMs: number; wasLogged: boolean }>();
  return ({ file, format, fraction, message }) => {
    const key = `${file} ${format}`;
    const state = running.get(key) ?? { loggedMs: nowMs(), wasLogged: false };
    running.set(key, state);
    const done = fraction >= 1;
    if (done) running.delete(key);
    if (done ? state.wasLogged : nowMs() - state.loggedMs >= PROGRESS_INTERVAL_MS) {
      logger.log('info', message);
      state.wasLogged = true;
      state.loggedMs = nowMs();
    }
  };
}

/**
 * Restricts the recordings that requests may open. A server that accepts connections from other machines opens only
 * recordings in the folder that `--media` names, or in the folder of the recording that it names.
 */
export function openForRequests(
  open: OpenMedia,
  host: string,
  media: string | undefined,
  folder: string,
): OpenMedia {
  if (isLoopback(host)) return open;
  const check = async (path: string): Promise<string> => {
    const allowed = media === undefined ? undefined : await realPath(folderOf(resolve(folder, media)));
    const requested = await realPath(resolve(folder, path));
    const way = allowed === undefined ? '..' : relative(allowed, requested);
    if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
      throw new MediaUnavailableError(
        'file-unreadable',
        'this server accepts connections from other machines, so requests may name only recordings in the folder of --media',
      );
    }
    return requested;
  };
  return async (choice, signal) => {
    if (typeof choice === 'string') return open(isMediaName(choice) ? choice : await check(choice), signal);
    const participants = choice.map(async (participant) => {
      const { media, share } = participant;
      return {
        ...participant,
        ...(media !== undefined && { media: await check(media) }),
        ...(share !== undefined && { share: await check(share) }),
      };
    });
    return open(await Promise.all(participants), signal);
  };
}

/** The folder itself, or that of a recording. */
function folderOf(path: string): string {
  return isFolder(path) ? path : dirname(path);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Follows links, so that a link does not lead out of the folder. A missing file is reported when it is opened. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return path;
    throw error;
  }
}
