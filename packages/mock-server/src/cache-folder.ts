/** The folder in which a server keeps converted recordings and its certificate authority. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname, posix, resolve, win32 } from 'node:path';

/**
 * Makes a folder with those above it, and tells which ones, outermost first. Rejects with the system's error.
 * `mkdir` of Node with `recursive` never ends where the system says that a folder which is there is not (`/proc`).
 */
export async function createFolder(path: string): Promise<readonly string[]> {
  const folder = resolve(path);
  if (await isFolder(folder)) return [];
  const above = dirname(folder);
  const made = above === folder ? [] : await createFolder(above);
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
export function describeFolderError(error: unknown): string {
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

/** Where systems keep such files for a user: `~/.cache/rtms-mock`, `~/Library/Caches/rtms-mock`, `…\AppData\Local\rtms-mock\Cache`. */
export function defaultCacheFolder(options: {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** `XDG_CACHE_HOME` and `LOCALAPPDATA` are read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}): string {
  const { platform, home, environment } = options;
  if (platform === 'win32') {
    return win32.join(
      environment['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local'),
      'rtms-mock',
      'Cache',
    );
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Caches', 'rtms-mock');
  return posix.join(environment['XDG_CACHE_HOME'] || posix.join(home, '.cache'), 'rtms-mock');
}
