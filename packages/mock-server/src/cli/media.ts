import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { UsageError } from '../input/usage-error.js';
import type { Logger } from '../log.js';
import { createFfmpeg } from '../media/codecs/ffmpeg.js';
import { createMediaOpener, isFolder, mediaChoiceOf, type OpenMedia } from '../media/sources/open-media.js';
import { isSignalName } from '../media/sources/signal-name.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { ConversionProgress } from '../media/sources/file/conversion.js';
import { MediaUnavailableError } from '../media/media-unavailable-error.js';
import type { MediaSource } from '../media/sources/media-source.js';
import { requireCacheFolder } from './cache-folder-option.js';
import type { ServeValues } from '../config/serve-options.js';
import type { Surroundings } from './surroundings.js';

/** Recordings are opened as the user's settings say; progress and oddities are told in the log. */
export function mediaOpener(
  settings: Pick<ServeValues, 'ffmpeg' | 'cacheDir' | 'cacheSize'>,
  { environment, folder, home, platform, clock }: Surroundings,
  logger: Logger,
): OpenMedia {
  return createMediaOpener({
    ffmpeg: settings.ffmpeg,
    cacheDir: settings.cacheDir,
    cacheMaxBytes: settings.cacheSize,
    environment,
    folder,
    home,
    platform,
    clock,
    onProgress: calmProgress(logger, () => clock.now()),
    onWarning: (message) => logger.log('warn', message),
  });
}

/** An ffmpeg that was named has to be one, whatever meetings play: requests may name recordings later. */
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

/** How recordings are opened before the server runs. */
export interface AtStart {
  /** Absolute. */
  readonly cacheFolder: string;
  /** The program is to stop. */
  readonly signal: AbortSignal;
}

/** Opens what the user named at start; a file or a cache that cannot be used ends the program. */
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
    throw new UsageError(`--media: ${error.message}`, { cause: error });
  }
}

/** Recordings that the scenario of all meetings names have to be there when the server starts. */
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
    throw new UsageError(`--scenario: ${error.message}`, { cause: error });
  }
}

const PROGRESS_EVERY_MS = 2000;

/** What is quick is not told; what takes long is told every two seconds and at its end. */
function calmProgress(logger: Logger, nowMs: () => number): (progress: ConversionProgress) => void {
  const running = new Map<string, { toldMs: number; told: boolean }>();
  return ({ file, format, fraction, message }) => {
    const key = `${file} ${format}`;
    const state = running.get(key) ?? { toldMs: nowMs(), told: false };
    running.set(key, state);
    const done = fraction >= 1;
    if (done) running.delete(key);
    if (done ? state.told : nowMs() - state.toldMs >= PROGRESS_EVERY_MS) {
      logger.log('info', message);
      state.told = true;
      state.toldMs = nowMs();
    }
  };
}

/**
 * What requests may open. On a server that listens beyond this machine only recordings in the folder that
 * the user named, or beside the one: files are read only where the user pointed.
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
    const asked = await realPath(resolve(folder, path));
    const way = allowed === undefined ? '..' : relative(allowed, asked);
    if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
      throw new MediaUnavailableError(
        'file-unreadable',
        'this server listens beyond its own machine, so requests may name only recordings in the folder of --media',
      );
    }
    return asked;
  };
  return async (choice, signal) => {
    if (typeof choice === 'string') return open(isSignalName(choice) ? choice : await check(choice), signal);
    const people = choice.map(async (person) => {
      return person.media === undefined ? person : { ...person, media: await check(person.media) };
    });
    return open(await Promise.all(people), signal);
  };
}

/** The folder itself, or the one that a recording lies in. */
function folderOf(path: string): string {
  return isFolder(path) ? path : dirname(path);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Links are followed before the path is judged; a missing file keeps its path and is reported when opened. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return path;
    throw error;
  }
}
