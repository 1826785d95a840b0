/** Removes files from a cache folder. Only regular files with names that the cache creates are removed. */
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { isRunning as runs, readCacheName, type WriterProcess } from './cache-names.js';

/** Age, in milliseconds, at which an unfinished file of a process elsewhere counts as abandoned. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

interface Unfinished {
  readonly name: string;
  readonly writer: WriterProcess;
  readonly changedMs: number;
}

interface Finished {
  readonly name: string;
  readonly bytes: number;
  readonly usedMs: number;
}

/** Process and time that decide which unfinished files are abandoned. */
export interface CleaningContext {
  readonly self: WriterProcess & {
    /** Start of this process, in Unix milliseconds. */
    readonly startedMs: number;
  };
  readonly nowMs: number;
  /** Default: asks the operating system. */
  readonly isRunning?: (pid: number) => boolean;
}

/** True when no process is writing an unfinished file. For processes elsewhere its age decides. */
export function isAbandoned(
  { writer, changedMs }: Pick<Unfinished, 'writer' | 'changedMs'>,
  { self, nowMs, isRunning = runs }: CleaningContext,
): boolean {
  if (writer.scope === self.scope) {
    // Process ids are reused, in containers at every start.
    if (writer.pid === self.pid) return changedMs < self.startedMs;
    if (!isRunning(writer.pid)) return true;
  }
  return nowMs - changedMs > ABANDONED_AFTER_MS;
}

/** Removes unfinished files that are abandoned. A missing folder is no error. */
export async function removeAbandoned(folder: string, beholder: CleaningContext): Promise<void> {
  const { unfinished } = await look(folder);
  for (const file of unfinished) if (isAbandoned(file, beholder)) await remove(join(folder, file.name));
}

/** Removes finished files, least recently used first, until `maxBytes` are not exceeded. Never removes `keep`. */
export async function trim(folder: string, maxBytes: number, keep: string): Promise<void> {
  const { finished } = await look(folder);
  let total = finished.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { name, bytes } of finished.sort((a, b) => a.usedMs - b.usedMs)) {
    if (total <= maxBytes) return;
    if (name === keep) continue;
    await remove(join(folder, name));
    total -= bytes;
  }
}

async function look(
  folder: string,
): Promise<{ readonly finished: Finished[]; readonly unfinished: Unfinished[] }> {
  const finished: Finished[] = [];
  const unfinished: Unfinished[] = [];
  for (const name of await readdir(folder).catch(ignoreMissing([]))) {
    const read = readCacheName(name);
    if (read.kind === 'foreign') continue;
    const status = await lstat(join(folder, name)).catch(ignoreMissing(undefined));
    if (!status?.isFile()) continue;
    if (read.kind === 'finished') finished.push({ name, bytes: status.size, usedMs: status.mtimeMs });
    else unfinished.push({ name, writer: read.writer, changedMs: status.mtimeMs });
  }
  return { finished, unfinished };
}

/** Removes a file. Windows refuses while the file is in use; it is then removed another time. */
async function remove(path: string): Promise<void> {
  await rm(path, { force: true }).catch((problem: NodeJS.ErrnoException) => {
    if (problem.code !== 'EBUSY' && problem.code !== 'EPERM') throw problem;
  });
}

function ignoreMissing<T>(instead: T): (problem: NodeJS.ErrnoException) => T {
  return (problem) => {
    // A file in place of the folder is reported when the cache writes to it.
    if (problem.code !== 'ENOENT' && problem.code !== 'ENOTDIR') throw problem;
    return instead;
  };
}
