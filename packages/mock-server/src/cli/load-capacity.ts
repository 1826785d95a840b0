/** Refuses load tests for which this machine has no room, before anything is started. */
import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { UsageError } from '../input/usage-error.js';

/** Memory of a meeting without its media, in bytes; measured by the bench. */
const BYTES_PER_MEETING = 100_000;

/** Sockets of an app that receives one media type. */
const SOCKETS_PER_MEETING = 2;

/** Open files beside sockets. */
const OTHER_FILES = 50;

/**
 * Looks for memory and open files of this machine. `processes`: those that play the meetings.
 *
 * @throws {UsageError} if the meetings cannot fit
 */
export async function refuseTooMany(meetings: number, processes: number): Promise<void> {
  const bytes = meetings * BYTES_PER_MEETING;
  if (bytes > totalmem()) {
    throw new UsageError(
      `--meetings ${meetings} need more than ${gigabytes(bytes)} of memory, and this machine has ${gigabytes(totalmem())}; use fewer, or several machines with --server`,
    );
  }
  const files = await maxOpenFiles();
  const needed = Math.ceil(meetings / processes) * SOCKETS_PER_MEETING + OTHER_FILES;
  if (needed > files) {
    throw new UsageError(
      `--meetings ${meetings} need at least ${needed} open files, and a process may have ${files}; raise the limit (ulimit -n ${needed * 2}) or use fewer meetings`,
    );
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** The limit of this process; infinite where it is not known. Node raises the soft limit to the hard one when it starts. */
async function maxOpenFiles(): Promise<number> {
  try {
    const limits = await readFile('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return soft === undefined ? Infinity : Number(soft);
  } catch {
    // Only Linux has the file.
    return Infinity;
  }
}
