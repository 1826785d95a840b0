import type { Logger } from '../log.js';
import { UsageError } from '../input/usage-error.js';
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
    throw new UsageError(`--replay: ${error.message}`, { cause: error });
  }
}
