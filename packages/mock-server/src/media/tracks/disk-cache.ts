/**
 * Files that take long to make, kept between runs. Several processes may use one folder, and people may keep
 * other things in it: a file appears there whole or not at all, and what was not used for longest goes first.
 */
import { createHash } from 'node:crypto';
import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { Clock } from '@rtms-mock/protocol';

import { createFolder } from '../../cache-folder.js';
import { removeAbandoned, trim } from './cache-cleaning.js';
import { finishedName, thisProcess, unfinishedName, unfinishedSeries } from './cache-names.js';
import { createSharedWork, createWorkLimit } from './shared-work.js';

/** A file in the cache. */
export interface CachedFile {
  readonly path: string;
  readonly bytes: number;
  /** Whether it was there already. */
  readonly hit: boolean;
}

/** What makes one file different from another: everything that its bytes depend on. */
export type CacheKey = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface DiskCache {
  readonly folder: string;
  /** The most that all files together may have. */
  readonly maxBytes: number;
  /**
   * Removes what makers that are gone left unfinished; once, and not again. Never rejects. It happens with the
   * first file at the latest.
   */
  open(): Promise<void>;
  /**
   * The file for a key; made when it is not there. Requests for the same key share one making, which
   * is aborted when all of them have aborted. Rejects with what `make` throws, and then nothing stays
   * behind. Trouble with removing old files is a warning.
   *
   * @param ending of the file's name, such as `.pcm`
   * @param make writes the file at the path it is given, which does not exist yet
   */
  file(
    key: CacheKey,
    ending: string,
    make: (path: string, signal: AbortSignal) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<CachedFile>;
  /** The file for a key, when it is there. */
  find(key: CacheKey, ending: string): Promise<CachedFile | undefined>;
  /**
   * Has `make` write several files, each of which is kept as soon as it is whole. Waits until fewer others are
   * being made. When `make` fails or is aborted, what it has kept stays; what is unfinished goes.
   */
  series(
    make: (series: FileSeries, signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Files that one piece of work makes one after the other. */
export interface FileSeries {
  /** Where the file with this number is to be written. */
  path(number: number): string;
  /** The same for programs that count by themselves: the number stands there as `%05d`. */
  readonly pattern: string;
  /** How many bytes the file with this number has by now; 0 while it does not exist. */
  bytes(number: number): Promise<number>;
  /** The file with this number is whole: from now on it is found under its key. */
  keep(number: number, key: CacheKey, ending: string): Promise<CachedFile>;
}

export interface DiskCacheOptions {
  /** Made when it does not exist. */
  readonly folder: string;
  /** Default: 2 GiB. The newest file stays even if it is larger than that. */
  readonly maxBytes?: number;
  /** How many files are made at the same time. Default: 2. */
  readonly concurrency?: number;
  /** Tells when files were used. */
  readonly clock: Pick<Clock, 'unixMs'>;
  /** Told once when old files cannot be removed. Default: nobody. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

const DEFAULT_MAX_BYTES = 2 * 1024 ** 3;
const DEFAULT_CONCURRENCY = 2;

/** Changes when files of the same key would come out differently. */
const GENERATION = 1;

export function createDiskCache(options: DiskCacheOptions): DiskCache {
  const { folder, maxBytes = DEFAULT_MAX_BYTES, clock } = options;
  const shared = createSharedWork<CachedFile>();
  const limit = createWorkLimit(options.concurrency ?? DEFAULT_CONCURRENCY);

  const self = thisProcess(clock.unixMs());
  let opening: Promise<void> | undefined;
  let warned = false;

  const pathOf = (key: CacheKey, ending: string): string => join(folder, finishedName(hashOf(key), ending));

  async function find(path: string): Promise<CachedFile | undefined> {
    const bytes = await sizeOf(path);
    if (bytes === undefined) return undefined;
    const seconds = clock.unixMs() / 1000;
    // Another user may have made it: then its age is told by when it was made.
    await utimes(path, seconds, seconds).catch(() => {});
    return { path, bytes, hit: true };
  }

  /** What could be made is there, whatever becomes of old files. */
  async function clean(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (problem) {
      if (warned) return;
      warned = true;
      const why = (problem as Error).message;
      options.onWarning?.(
        `old files in the cache folder ${folder} cannot be removed (${why}), so it may grow beyond its bound; correct its permissions, or remove rtms-mock-* there`,
      );
    }
  }

  function open(): Promise<void> {
    opening ??= clean(() => removeAbandoned(folder, { self, nowMs: clock.unixMs() }));
    return opening;
  }

  async function makeSeries(
    make: (series: FileSeries, signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    await open();
    await createFolder(folder);
    const names = unfinishedSeries(self);
    const series: FileSeries = {
      path: (number) => join(folder, names.name(number)),
      // A percent sign in the folder's name is no number.
      pattern: join(folder.replaceAll('%', '%%'), names.pattern),
      bytes: async (number) => (await sizeOf(join(folder, names.name(number)))) ?? 0,
      keep: async (number, key, ending) => {
        const path = pathOf(key, ending);
        await rename(join(folder, names.name(number)), path);
        return made(path);
      },
    };
    try {
      await make(series, signal);
    } finally {
      for (const name of await readdir(folder)) {
        if (name.startsWith(names.start)) await rm(join(folder, name), { force: true });
      }
    }
  }

  /** What has just come into the folder; others go for it where there is no room. */
  async function made(path: string): Promise<CachedFile> {
    const file = await find(path);
    if (!file) throw new Error(`${path} disappeared while it was being made`);
    await clean(async () => {
      await removeAbandoned(folder, { self, nowMs: clock.unixMs() });
      await trim(folder, maxBytes, basename(path));
    });
    return { ...file, hit: false };
  }

  async function makeFile(
    path: string,
    make: (path: string, signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<CachedFile> {
    await open();
    await createFolder(folder);
    const unfinished = join(folder, unfinishedName(self));
    try {
      await make(unfinished, signal);
      signal.throwIfAborted();
      await rename(unfinished, path);
    } catch (problem) {
      await rm(unfinished, { force: true });
      throw problem;
    }
    return made(path);
  }

  return {
    folder,
    maxBytes,
    open,
    async file(key, ending, make, signal) {
      const path = pathOf(key, ending);
      const work = async (signal: AbortSignal): Promise<CachedFile> =>
        (await find(path)) ?? (await limit.run(() => makeFile(path, make, signal), signal));
      return shared.run(path, work, signal);
    },
    find: (key, ending) => find(pathOf(key, ending)),
    series: (make, signal) => limit.run(() => makeSeries(make, signal), signal),
  };
}

function hashOf(key: CacheKey): string {
  const sorted = Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([GENERATION, sorted]))
    .digest('hex')
    .slice(0, 40);
}

/** `undefined` when it is not there. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw problem;
  }
}
