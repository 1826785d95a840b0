import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder with those above it, and tells which ones, outermost first. Rejects with the system's error.
 * `mkdir` of Node with `recursive` never ends where the system says that a folder which is there is not (`/proc`).
 */
export async function makeFolder(path: string): Promise<readonly string[]> {
  const folder = resolve(path);
  if (await isFolder(folder)) return [];
  const above = dirname(folder);
  const made = above === folder ? [] : await makeFolder(above);
  try {
    await mkdir(folder);
    return [...made, folder];
  } catch (error) {
    // Somebody else may have made it in the meantime.
    if (await isFolder(folder)) return made;
    throw error;
  }
}

/** Why a folder cannot be made or used, in a few words. */
export function whyNoFolder(error: unknown): string {
  const { code, message, path } = error as NodeJS.ErrnoException;
  if (code === undefined || path === undefined) return message;
  return code === 'EEXIST' ? `${path} is a file` : `${code} at ${path}`;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
