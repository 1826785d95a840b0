/** Cache folder of a server: converted recordings and its certificate authority. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname, posix, resolve, win32 } from 'node:path';

/**
 * Creates a folder and its missing parents. Resolves with the paths of the folders created, outermost first. Rejects
 * with the system's error. Does not use `mkdir` with `recursive`, which in Node never ends where the system reports an
 * existing folder as missing (`/proc`).
 */
export async function createFolder(path: string): Promise<readonly string[]> {
  const folder = resolve(path);
  if (await isFolder(folder)) return [];
  const parent = dirname(folder);
  const created = parent === folder ? [] : await createFolder(parent);
  try {
    await mkdir(folder);
    return [...created, folder];
  } catch (error) {
    // Another process may have created it in the meantime.
    if (await isFolder(folder)) return created;
    throw error;
  }
}

/** Returns the reason why a folder cannot be created or used, in a few words. */
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

/**
 * Returns the default cache folder of a user: `~/.cache/rtms-mock`, `~/Library/Caches/rtms-mock` or
 * `…\AppData\Local\rtms-mock\Cache`.
 */
export function defaultCacheFolder(options: {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** Environment variables; `XDG_CACHE_HOME` and `LOCALAPPDATA` are read. */
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
