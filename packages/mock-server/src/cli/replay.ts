import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CASSETTE_EXTENSIONS } from '@rtms-mock/protocol/cassette';
import { whyUnreadable } from '../input/document.js';
import type { Logger } from '../log.js';
import { FlagError, UsageError } from '../input/usage-error.js';
import { openTape, type Tape } from '../replay/tape.js';

/**
 * Opens the cassette of `--replay` and logs what it contains. Returns `undefined` without the option.
 *
 * @throws {UsageError} for a file that cannot be replayed, and beside `--media`
 */
export async function openReplayOption(
  { replay: path, media }: { readonly replay?: string | undefined; readonly media?: string | undefined },
  logger: Logger,
): Promise<Tape | undefined> {
  if (path === undefined) return undefined;
  if (media !== undefined) {
    throw new UsageError('--replay and --media exclude each other: a cassette has its own media; keep one');
  }
  const tape = await open(path);
  const { label, header, streams, notes } = tape;
  const turns = streams.length === 1 ? '' : `; its ${streams.length} streams take turns`;
  logger.log(
    'info',
    `Every meeting replays ${label}, recorded ${header.startedAt}, generation ${header.generation}${turns}.`,
  );
  for (const note of notes) logger.log('warn', `${label}: ${note}`);
  return tape;
}

async function open(path: string): Promise<Tape> {
  try {
    return await openTape(path);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new FlagError('--replay', error.message, { cause: error });
  }
}

/**
 * Opens the cassettes in the folder of `--import` and logs how many there are. One that cannot be replayed is left out with
 * a warning. Returns `undefined` without the option.
 *
 * @throws {UsageError} for a folder that cannot be read or has no cassette that can be replayed
 */
export async function openImportOption(
  folder: string | undefined,
  logger: Logger,
): Promise<readonly Tape[] | undefined> {
  if (folder === undefined) return undefined;
  const tapes: Tape[] = [];
  for (const name of await cassettesIn(folder)) {
    try {
      tapes.push(await openTape(join(folder, name)));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      logger.log('warn', `Not imported: ${error.message}.`);
    }
  }
  if (tapes.length === 0) {
    const ends = CASSETTE_EXTENSIONS.join(' or ');
    throw new FlagError(
      '--import',
      `${folder} has no cassette that can be replayed; their names end in ${ends}`,
    );
  }
  logger.log('info', `Meetings can replay ${tapes.map(({ label }) => label).join(', ')}.`);
  return tapes;
}

async function cassettesIn(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => CASSETTE_EXTENSIONS.some((end) => name.endsWith(end))).toSorted();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = code === 'ENOTDIR' ? 'is a file; name its folder' : whyUnreadable(code, message);
    throw new FlagError('--import', `${folder} ${problem}`, { cause: error });
  }
}
