import { constants, openSync } from 'node:fs';
import type { Clock, DialectName } from '@rtms-mock/protocol';
import { encodeCassetteHeader, encodeCassetteLine, JournalLines } from '@rtms-mock/protocol/cassette';
import { compressedMember, isCompressedName, serverCassetteHeader } from '../cassette/cassette-writer.js';
import { unwritable } from '../input/document.js';
import type { Journal, JournalEntry } from '../journal.js';
import type { Logger } from '../log.js';
import { fileTarget, LineFile } from '../cassette/line-file.js';

const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = constants;

/** A cassette that receives a journal, of at most 1 GiB. */
export interface JournalFile {
  /** Writes the entries that a journal has, and all further ones. */
  follow(journal: Journal): void;
  /** Resolves when all entries are in the file. */
  close(): Promise<void>;
}

/** Parts that {@link openJournalFile} uses. */
export interface JournalFileOptions {
  /** Generation of streams that name none, for the header. */
  readonly generation: DialectName;
  readonly logger: Logger;
  /** Real time. */
  readonly clock: Clock;
}

/**
 * Opens the file immediately, so that a wrong path is reported before the server starts. The header follows with the first
 * entry, which tells when the server started.
 *
 * @throws {UsageError} if the file cannot be written
 */
export function openJournalFile(
  path: string,
  { generation, logger, clock }: JournalFileOptions,
): JournalFile {
  const file = new LineFile({
    name: `The journal file ${path}`,
    target: fileTarget(open(path)),
    logger,
    clock,
    ...(isCompressedName(path) && { compress: compressedMember }),
  });
  const lines = new JournalLines();
  let hasHeader = false;
  let stopFollowing = (): void => {};
  const writeHeader = (startedAtUnixMs: number): void => {
    hasHeader = true;
    file.append(
      encodeCassetteHeader(serverCassetteHeader({ ...JOURNAL_CONTENT, generation }, startedAtUnixMs)),
    );
    file.flush();
  };
  const write = (entry: JournalEntry): void => {
    if (!hasHeader) writeHeader(Math.round(entry.unixMs - entry.atMs));
    file.append(encodeCassetteLine(lines.line(entry)));
  };
  return {
    follow: (journal) => {
      for (const entry of journal.find()) write(entry);
      stopFollowing = journal.subscribe(write);
    },
    close: () => {
      stopFollowing();
      if (!hasHeader) writeHeader(clock.unixMs());
      return file.close();
    },
  };
}

/** Of media, a journal has only the first frame of each type on a connection, and that shortened. */
const JOURNAL_CONTENT = {
  recorder: 'server',
  payload: 'inline',
  redacted: [],
  capabilities: ['webhooks', 'journal'],
} as const;

function open(path: string): number {
  try {
    // Appends, because the end of the file moves back after a failed write.
    return openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
  } catch (error) {
    throw unwritable('--journal', path, error);
  }
}
