import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { ServeValues } from '../config/serve-options.js';
import type { Logger } from '../log.js';
import { UsageError } from '../input/usage-error.js';
import type { MediaSource } from '../media/sources/media-source.js';
import type { OpenMedia } from '../media/sources/open-media.js';
import { openMediaOption, type AtStart } from './media.js';
import { hasRecordings } from '../media/sources/file/media-folder.js';

/** Default of `--data-folder`. */
export const DATA_FOLDER = 'data';

/** Name of the credentials file in the folder, as the earlier sample servers have it (PROTOCOL.md §4.6). */
const CREDENTIALS_FILE = 'rtms_credentials.json';

/** Content of the data folder that is used, because no option names other files. Absent: not there, or not used. */
export interface DataFolder {
  /** Absolute path of the credentials file. */
  readonly credentials?: string;
  /** Absolute path of the folder, if it contains recordings. */
  readonly media?: string;
}

/**
 * Looks for credentials and recordings in the data folder of the working directory. Files that options name come first;
 * `--data-folder off` uses none.
 */
export async function findDataFolder(
  { dataFolder = DATA_FOLDER, credentials, media }: Pick<ServeValues, 'dataFolder' | 'credentials' | 'media'>,
  folder: string,
): Promise<DataFolder> {
  if (dataFolder === 'off') return {};
  const path = resolve(folder, dataFolder);
  const file = join(path, CREDENTIALS_FILE);
  return {
    ...(credentials === undefined && existsSync(file) && { credentials: file }),
    ...(media === undefined && (await hasRecordings(path)) && { media: path }),
  };
}

/** Logs the used content of the data folder. `plays`: its recordings could be opened. */
export function logDataFolder(
  { credentials, media }: DataFolder,
  { plays, folder, logger }: { readonly plays: boolean; readonly folder: string; readonly logger: Logger },
): void {
  const shown = (path: string): string => relative(folder, path) || '.';
  if (credentials !== undefined) {
    logger.log('info', `Credentials are those of ${shown(credentials)}; --data-folder off ignores them.`);
  }
  if (media !== undefined && plays) {
    logger.log('info', `Meetings play the recordings in ${shown(media)}; --data-folder off ignores them.`);
  }
}

/**
 * Opens the recordings of the data folder. A folder that cannot be played is no reason not to start, since no option
 * names it.
 */
export async function openDataFolder(
  path: string | undefined,
  open: OpenMedia,
  atStart: AtStart,
  logger: Logger,
): Promise<MediaSource | undefined> {
  if (path === undefined) return undefined;
  try {
    return await openMediaOption(path, open, atStart);
  } catch (error) {
    if (!(error instanceof UsageError) || atStart.signal.aborted) throw error;
    const reason = error.message.replace(/^--media: /, '');
    logger.log(
      'warn',
      `The recordings in ${path} are not played: ${reason}; --data-folder off ignores them.`,
    );
    return undefined;
  }
}
