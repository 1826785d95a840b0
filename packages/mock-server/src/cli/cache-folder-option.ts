/** The folder that stores converted recordings and the certificate authority. */
import { randomUUID } from 'node:crypto';
import { rm, rmdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UsageError } from '../input/usage-error.js';
import { defaultCacheFolder, createFolder, describeFolderError } from '../cache-folder.js';
import type { Surroundings } from './surroundings.js';

type Place = Pick<Surroundings, 'folder' | 'home' | 'platform' | 'environment'>;

/** Returns the absolute path of the folder: the one in the option, else the default of the system. */
export function cacheFolderOf(cacheDir: string | undefined, place: Place): string {
  return resolve(place.folder, cacheDir ?? defaultCacheFolder(place));
}

/**
 * Checks that files can be written to the folder; creates it if necessary.
 *
 * @throws {UsageError} if not
 */
export async function requireCacheFolder(folder: string): Promise<void> {
  const problem = await probe(folder);
  if (problem !== undefined) throw new UsageError(problem);
}

/** Returns the reason why files cannot be written to the folder, if any. Removes everything that it creates. */
export async function cacheFolderProblem(folder: string): Promise<string | undefined> {
  const created: string[] = [];
  const problem = await probe(folder, created);
  for (const path of created.toReversed()) await rmdir(path).catch(() => {});
  return problem;
}

/** `created`: receives the folders that had to be created, outermost first. */
async function probe(folder: string, created: string[] = []): Promise<string | undefined> {
  const file = join(folder, `${randomUUID()}.part`);
  try {
    created.push(...(await createFolder(folder)));
    await writeFile(file, '');
    await rm(file);
    return undefined;
  } catch (error) {
    return `the cache folder ${folder} cannot be used (${describeFolderError(error)}); make it writable, or choose another with --cache-dir`;
  }
}
