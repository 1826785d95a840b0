import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { whyUnreadable } from '../config/document.js';
import { UsageError } from '../config/usage-error.js';
import { defaultCacheFolder } from '../media/tracks/disk-cache.js';
import type { TlsOption } from '../sockets/tls.js';
import type { ServeValues } from './server-options.js';
import type { Surroundings } from './surroundings.js';

/** What `--tls`, `--tls-name`, `--tls-cert` and `--tls-key` ask for; `undefined` when they are absent. */
export async function tlsOption(
  values: Pick<ServeValues, 'tls' | 'tlsName' | 'tlsCert' | 'tlsKey' | 'cacheDir'>,
  { folder, home, platform, environment }: Pick<Surroundings, 'folder' | 'home' | 'platform' | 'environment'>,
): Promise<TlsOption | undefined> {
  const { tls, tlsName: names = [], tlsCert, tlsKey } = values;
  if (tlsCert !== undefined || tlsKey !== undefined) {
    if (tlsCert === undefined)
      throw new UsageError('--tls-key needs --tls-cert, the certificate of that key');
    if (tlsKey === undefined) throw new UsageError('--tls-cert needs --tls-key, the key of that certificate');
    if (names.length > 0) throw new UsageError('--tls-name is for --tls; the names in --tls-cert are fixed');
    const read = (flag: string, path: string): Promise<string> => readPem(flag, resolve(folder, path), path);
    return { cert: await read('--tls-cert', tlsCert), key: await read('--tls-key', tlsKey) };
  }
  if (tls !== true) {
    if (names.length > 0) throw new UsageError('--tls-name needs --tls, which makes the certificate');
    return undefined;
  }
  const cacheFolder = values.cacheDir ?? defaultCacheFolder({ platform, home, environment });
  return { names, folder: resolve(folder, cacheFolder) };
}

async function readPem(flag: string, path: string, shownPath: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${flag}: ${shownPath} ${whyUnreadable(code, message)}`, { cause: error });
  }
}
