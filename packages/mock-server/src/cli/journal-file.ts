import { createWriteStream, openSync } from 'node:fs';
import { whyUnreadable } from '../input/document.js';
import { UsageError } from '../input/usage-error.js';
import type { Journal, JournalEntry } from '../journal.js';
import type { Logger } from '../log.js';

/** A file that receives a journal, with one JSON object in each line. */
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
export function openJournalFile(path: string, logger: Logger): JournalFile {
  const stream = createWriteStream(path, { fd: open(path) });
  let broken = false;
  stream.on('error', (error) => {
    broken = true;
    logger.log('error', `The journal file ${path} can no longer be written: ${error.message}`);
  });
  const write = (entry: JournalEntry): void => {
    if (!broken) stream.write(`${JSON.stringify(entry)}\n`);
  };
  let stopFollowing = (): void => {};
  return {
    follow: (journal) => {
      for (const entry of journal.find()) write(entry);
      stopFollowing = journal.subscribe(write);
    },
    close: () => {
      stopFollowing();
      if (broken) return Promise.resolve();
      return new Promise((resolve) => stream.end(() => resolve()));
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem =
      code === 'ENOENT'
        ? 'is in a folder that does not exist; create it first'
        : whyUnreadable(code, message);
    throw new UsageError(`--journal: ${path} ${problem}`, { cause: error });
  }
}
