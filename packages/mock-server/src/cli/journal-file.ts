import { constants, openSync } from 'node:fs';
import type { Clock } from '@rtms-mock/protocol';
import { whyUnreadable } from '../input/document.js';
import { UsageError } from '../input/usage-error.js';
import type { Journal, JournalEntry } from '../journal.js';
import type { Logger } from '../log.js';
import { fileTarget, LineFile } from '../cassette/line-file.js';

const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = constants;

/** A file that receives a journal, with one JSON object in each line, of at most 1 GiB. */
export interface JournalFile {
  /** Writes the entries that a journal has, and all further ones. */
  follow(journal: Journal): void;
  /** Resolves when all entries are in the file. */
  close(): Promise<void>;
}

/**
 * Opens the file immediately, so that a wrong path is reported before the server starts.
 *
 * @throws {UsageError} if the file cannot be written
 */
export function openJournalFile(path: string, logger: Logger, clock: Clock): JournalFile {
  const file = new LineFile({
    name: `The journal file ${path}`,
    target: fileTarget(open(path)),
    logger,
    clock,
  });
  let stopFollowing = (): void => {};
  const write = (entry: JournalEntry): void => file.append(JSON.stringify(entry));
  return {
    follow: (journal) => {
      for (const entry of journal.find()) write(entry);
      stopFollowing = journal.subscribe(write);
    },
    close: () => {
      stopFollowing();
      return file.close();
    },
  };
}

function open(path: string): number {
  try {
    // Appends, because the end of the file moves back after a failed write.
    return openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem =
      code === 'ENOENT'
        ? 'is in a folder that does not exist; create it first'
        : whyUnreadable(code, message);
    throw new UsageError(`--journal: ${path} ${problem}`, { cause: error });
  }
}
