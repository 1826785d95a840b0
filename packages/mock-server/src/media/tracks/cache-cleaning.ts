/** Keeps a cache within its bound. Only files with a name and a kind that the cache makes are touched. */
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { isRunning as runs, readCacheName, type WriterProcess } from './cache-names.js';

/** One that a process elsewhere has not written to for this long was left behind. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

interface Unfinished {
  readonly name: string;
  readonly maker: WriterProcess;
  readonly changedMs: number;
}

interface Finished {
  readonly name: string;
  readonly bytes: number;
  readonly usedMs: number;
}

/** From where unfinished files are looked at. */
export interface CleaningContext {
  readonly self: WriterProcess & {
    /** When this process began, in Unix milliseconds. */
    readonly startedMs: number;
  };
  readonly nowMs: number;
  /** Default: asks the system. */
  readonly isRunning?: (pid: number) => boolean;
}

/** Whether nobody goes on with a file. Of processes elsewhere that is told by its age. */
export function isAbandoned(
  { maker, changedMs }: Pick<Unfinished, 'maker' | 'changedMs'>,
  { self, nowMs, isRunning = runs }: CleaningContext,
): boolean {
  if (maker.place === self.place) {
    // Process numbers come again, in containers at every start.
    if (maker.pid === self.pid) return changedMs < self.startedMs;
    if (!isRunning(maker.pid)) return true;
  }
  return nowMs - changedMs > ABANDONED_AFTER_MS;
}

/** Removes unfinished files that nobody goes on with. Nothing is to be done where there is no folder. */
export async function removeAbandoned(folder: string, beholder: CleaningContext): Promise<void> {
  const { unfinished } = await look(folder);
  for (const file of unfinished) if (isAbandoned(file, beholder)) await remove(join(folder, file.name));
}

/** Removes finished files, those first that were not used for longest, until the rest fits beside `keep`. */
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
    else unfinished.push({ name, maker: read.maker, changedMs: status.mtimeMs });
  }
  return { finished, unfinished };
}

/** Windows refuses while the file is being played: then it goes another time. */
async function remove(path: string): Promise<void> {
  await rm(path, { force: true }).catch((problem: NodeJS.ErrnoException) => {
    if (problem.code !== 'EBUSY' && problem.code !== 'EPERM') throw problem;
  });
}

function ignoreMissing<T>(instead: T): (problem: NodeJS.ErrnoException) => T {
  return (problem) => {
    // A file where the folder should be is told when something is to be put there.
    if (problem.code !== 'ENOENT' && problem.code !== 'ENOTDIR') throw problem;
    return instead;
  };
}
