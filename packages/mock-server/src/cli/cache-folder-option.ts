/** The folder where converted recordings and the certificate authority are kept. */
import { randomUUID } from 'node:crypto';
import { rm, rmdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UsageError } from '../input/usage-error.js';
import { defaultCacheFolder, createFolder, describeFolderError } from '../cache-folder.js';
import type { Surroundings } from './surroundings.js';

type Place = Pick<Surroundings, 'folder' | 'home' | 'platform' | 'environment'>;

/** The one that the user named, else that of the system. An absolute path. */
export function cacheFolderOf(cacheDir: string | undefined, place: Place): string {
  return resolve(place.folder, cacheDir ?? defaultCacheFolder(place));
}

/** Makes sure that files can be kept there. Throws {@link UsageError}. */
export async function requireCacheFolder(folder: string): Promise<void> {
  const problem = await probe(folder);
  if (problem !== undefined) throw new UsageError(problem);
}

/** What is wrong with the folder, if anything. Leaves nothing behind. */
export async function cacheFolderProblem(folder: string): Promise<string | undefined> {
  const made: string[] = [];
  const problem = await probe(folder, made);
  for (const one of made.toReversed()) await rmdir(one).catch(() => {});
  return problem;
}

async function probe(folder: string, made: string[] = []): Promise<string | undefined> {
  const file = join(folder, `${randomUUID()}.part`);
  try {
    made.push(...(await createFolder(folder)));
    await writeFile(file, '');
    await rm(file);
    return undefined;
  } catch (error) {
    return `the cache folder ${folder} cannot be used (${describeFolderError(error)}); make it writable, or name another with --cache-dir`;
  }
}
