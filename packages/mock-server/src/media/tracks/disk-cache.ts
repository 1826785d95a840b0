/**
 * Files that are expensive to create, kept between runs. Several processes may use one folder, and users may keep other
 * files in it. A file appears completely or not at all; the least recently used files are removed first.
 */
import { createHash } from 'node:crypto';
import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { Clock } from '@rtms-mock/protocol';

import { createFolder } from '../../cache-folder.js';
import { removeAbandoned, trim, type CleaningContext } from './cache-cleaning.js';
import { finishedName, thisProcess, unfinishedName, unfinishedSeries } from './cache-names.js';
import { createSharedWork, createWorkLimit, type WorkLimit } from './shared-work.js';

/** A file in the cache. */
export interface CachedFile {
  readonly path: string;
  readonly bytes: number;
  /** True when the file existed before the call. */
  readonly hit: boolean;
}

/** Identity of a file: everything that its bytes depend on. */
export type CacheKey = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** A folder of cached files. */
export interface DiskCache {
  readonly folder: string;
  /** Maximum total size of the files. */
  readonly maxBytes: number;
  /**
   * Removes unfinished files of processes that no longer run, once. Never rejects. The first file that is created does
   * the same.
   */
  open(): Promise<void>;
  /**
   * Returns the file for a key, and creates it when it does not exist. Concurrent calls for one key share one call of
   * `make`, which is aborted when all of them have aborted. Problems with removing old files are warnings.
   *
   * @param extension of the file name, such as `.pcm`
   * @param make writes the file at a path that does not exist yet
   * @throws the error of `make`; the unfinished file is removed
   */
  file(
    key: CacheKey,
    extension: string,
    make: (path: string, signal: AbortSignal) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<CachedFile>;
  /** Returns the file for a key; `undefined` when it does not exist. */
  find(key: CacheKey, extension: string): Promise<CachedFile | undefined>;
  /**
   * Calls `make` to write several files, each of which is kept as soon as it is complete. Counts as one call for
   * {@link DiskCacheOptions.concurrency}. When `make` fails or is aborted, the files that it kept remain and unfinished
   * ones are removed.
   */
  series(
    make: (series: FileSeries, signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Files that one call of `make` writes one after the other. */
export interface FileSeries {
  /** Path for writing the file with this number. */
  path(number: number): string;
  /** Paths as a `printf` pattern with `%05d` for the number, for programs that count themselves. */
  readonly pattern: string;
  /** Current size in bytes of the file with this number; 0 while it does not exist. */
  bytes(number: number): Promise<number>;
  /** Adds the complete file with this number to the cache, under its key. */
  keep(number: number, key: CacheKey, extension: string): Promise<CachedFile>;
}

/** Options of {@link createDiskCache}. */
export interface DiskCacheOptions {
  /** Created when it does not exist. */
  readonly folder: string;
  /** Maximum total size of the files. The newest file is kept even when it is larger. Default: 2 GiB. */
  readonly maxBytes?: number;
  /** Maximum number of concurrent calls of `make`. Default: 2. */
  readonly concurrency?: number;
  /** Time of use of the files. */
  readonly clock: Pick<Clock, 'unixMs'>;
  /** Called once when old files cannot be removed. Default: the problem is ignored. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

const DEFAULT_MAX_BYTES = 2 * 1024 ** 3;
const DEFAULT_CONCURRENCY = 2;

/** Must be incremented when the bytes of a file change for the same key. */
const GENERATION = 1;

/** Creates a cache in a folder, which need not exist. */
export function createDiskCache(options: DiskCacheOptions): DiskCache {
  return new FolderCache(options);
}

type MakeFile = (path: string, signal: AbortSignal) => Promise<void>;
type MakeSeries = (series: FileSeries, signal: AbortSignal) => Promise<void>;

class FolderCache implements DiskCache {
  readonly folder: string;
  readonly maxBytes: number;
  readonly #clock: DiskCacheOptions['clock'];
  readonly #onWarning: DiskCacheOptions['onWarning'];
  readonly #shared = createSharedWork<CachedFile>();
  readonly #limit: WorkLimit;
  readonly #self: CleaningContext['self'];
  #opening: Promise<void> | undefined;
  #hasWarned = false;

  constructor({ folder, maxBytes, concurrency, clock, onWarning }: DiskCacheOptions) {
    this.folder = folder;
    this.maxBytes = maxBytes ?? DEFAULT_MAX_BYTES;
    this.#clock = clock;
    this.#onWarning = onWarning;
    this.#limit = createWorkLimit(concurrency ?? DEFAULT_CONCURRENCY);
    this.#self = thisProcess(clock.unixMs());
  }

  open(): Promise<void> {
    this.#opening ??= this.#clean(() => this.#removeAbandoned());
    return this.#opening;
  }

  file(key: CacheKey, extension: string, make: MakeFile, signal?: AbortSignal): Promise<CachedFile> {
    const path = this.#pathOf(key, extension);
    const work = async (signal: AbortSignal): Promise<CachedFile> =>
      (await this.#findAt(path)) ?? (await this.#limit.run(() => this.#makeFile(path, make, signal), signal));
    return this.#shared.run(path, work, signal);
  }

  find(key: CacheKey, extension: string): Promise<CachedFile | undefined> {
    return this.#findAt(this.#pathOf(key, extension));
  }

  series(make: MakeSeries, signal: AbortSignal): Promise<void> {
    return this.#limit.run(() => this.#makeSeries(make, signal), signal);
  }

  #pathOf(key: CacheKey, extension: string): string {
    return join(this.folder, finishedName(hashOf(key), extension));
  }

  async #findAt(path: string): Promise<CachedFile | undefined> {
    const bytes = await sizeOf(path);
    if (bytes === undefined) return undefined;
    const seconds = this.#clock.unixMs() / 1000;
    // Fails when another user created the file; its time of creation then counts as its last use.
    await utimes(path, seconds, seconds).catch(() => {});
    return { path, bytes, hit: true };
  }

  async #makeFile(path: string, make: MakeFile, signal: AbortSignal): Promise<CachedFile> {
    await this.open();
    await createFolder(this.folder);
    const unfinished = join(this.folder, unfinishedName(this.#self));
    try {
      await make(unfinished, signal);
      signal.throwIfAborted();
      await rename(unfinished, path);
    } catch (problem) {
      await rm(unfinished, { force: true });
      throw problem;
    }
    return this.#added(path);
  }

  async #makeSeries(make: MakeSeries, signal: AbortSignal): Promise<void> {
    await this.open();
    const { folder } = this;
    await createFolder(folder);
    const names = unfinishedSeries(this.#self);
    const series: FileSeries = {
      path: (number) => join(folder, names.name(number)),
      // A percent sign in the name of the folder is not a placeholder.
      pattern: join(folder.replaceAll('%', '%%'), names.pattern),
      bytes: async (number) => (await sizeOf(join(folder, names.name(number)))) ?? 0,
      keep: async (number, key, extension) => {
        const path = this.#pathOf(key, extension);
        await rename(join(folder, names.name(number)), path);
        return this.#added(path);
      },
    };
    try {
      await make(series, signal);
    } finally {
      for (const name of await readdir(folder)) {
        if (name.startsWith(names.prefix)) await rm(join(folder, name), { force: true });
      }
    }
  }

  /** Returns a file that was just added, and removes others when the cache is too large. */
  async #added(path: string): Promise<CachedFile> {
    const file = await this.#findAt(path);
    if (!file) throw new Error(`${path} was removed while it was being created`);
    await this.#clean(async () => {
      await this.#removeAbandoned();
      await trim(this.folder, this.maxBytes, basename(path));
    });
    return { ...file, hit: false };
  }

  #removeAbandoned(): Promise<void> {
    return removeAbandoned(this.folder, { self: this.#self, nowMs: this.#clock.unixMs() });
  }

  /** Removes old files. Failures are warnings, because the new file exists. */
  async #clean(remove: () => Promise<void>): Promise<void> {
    try {
      await remove();
    } catch (problem) {
      if (this.#hasWarned) return;
      this.#hasWarned = true;
      const why = (problem as Error).message;
      this.#onWarning?.(
        `old files in the cache folder ${this.folder} cannot be removed (${why}), so it may exceed its maximum size; correct its permissions, or remove rtms-mock-* there`,
      );
    }
  }
}

function hashOf(key: CacheKey): string {
  const sorted = Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([GENERATION, sorted]))
    .digest('hex')
    .slice(0, 40);
}

/** Size of a file in bytes; `undefined` when it does not exist. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw problem;
  }
}
