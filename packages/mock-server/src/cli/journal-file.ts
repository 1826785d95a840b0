import { createWriteStream, openSync } from 'node:fs';
import { whyUnreadable } from '../input/document.js';
import { UsageError } from '../input/usage-error.js';
import type { Journal, JournalEntry } from '../journal.js';
import type { Logger } from '../log.js';

/** A file that a journal is written to, one JSON object a line. */
export interface JournalFile {
  /** Writes what is in a journal already and everything from now on. */
  follow(journal: Journal): void;
  /** Resolves when everything is in the file. */
  close(): Promise<void>;
}

/** Opens the file at once, so that a wrong path is told before anything starts. */
export function openJournalFile(path: string, logger: Logger): JournalFile {
  const stream = createWriteStream(path, { fd: open(path) });
  let broken = false;
  stream.on('error', (error) => {
    broken = true;
    logger.log('error', `The journal file ${path} cannot be written any more: ${error.message}`);
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
      code === 'ENOENT' ? 'is in a folder that is not there; make it first' : whyUnreadable(code, message);
    throw new UsageError(`--journal: ${path} ${problem}`, { cause: error });
  }
}
