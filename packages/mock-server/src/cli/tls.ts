import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { whyUnreadable } from '../input/document.js';
import { FlagError, UsageError } from '../input/usage-error.js';
import type { TlsOption } from '../sockets/tls/tls.js';
import { cacheFolderOf } from './cache-folder-option.js';
import type { ServeValues } from '../config/serve-options.js';
import type { Surroundings } from './surroundings.js';

/**
 * Builds the server's option `tls` from `--tls`, `--tls-name`, `--tls-cert` and `--tls-key`; `undefined` without them.
 *
 * @throws {UsageError} for flags that exclude or need each other, and for files that cannot be read
 */
export async function tlsOption(
  values: Pick<ServeValues, 'tls' | 'tlsName' | 'tlsCert' | 'tlsKey' | 'cacheDir'>,
  place: Pick<Surroundings, 'folder' | 'home' | 'platform' | 'environment'>,
): Promise<TlsOption | undefined> {
  const { tls, tlsName: names = [], tlsCert, tlsKey } = values;
  if (tlsCert !== undefined || tlsKey !== undefined) {
    if (tlsCert === undefined)
      throw new UsageError('--tls-key needs --tls-cert, the certificate of that key');
    if (tlsKey === undefined) throw new UsageError('--tls-cert needs --tls-key, the key of that certificate');
    if (names.length > 0)
      throw new UsageError('--tls-name cannot change the names in --tls-cert; it belongs to --tls');
    const read = (flag: string, path: string): Promise<string> =>
      readPem(flag, resolve(place.folder, path), path);
    return { cert: await read('--tls-cert', tlsCert), key: await read('--tls-key', tlsKey) };
  }
  if (tls !== true) {
    if (names.length > 0) throw new UsageError('--tls-name needs --tls, which generates the certificate');
    return undefined;
  }
  return { names, folder: cacheFolderOf(values.cacheDir, place) };
}

async function readPem(flag: string, path: string, shownPath: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new FlagError(flag, `${shownPath} ${whyUnreadable(code, message)}`, { cause: error });
  }
}
