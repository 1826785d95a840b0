import { existsSync, writeFileSync, type PathLike } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';

import { createDiskCache } from '../../src/media/tracks/disk-cache.js';
import { temporaryFolder } from './file-support.js';

/** A folder in which finished files cannot be removed. */
vi.mock(import('node:fs/promises'), async (original) => {
  const real = await original();
  const rm = async (path: PathLike, options?: object): Promise<void> => {
    if (String(path).endsWith('.pcm')) throw new Error(`EACCES: permission denied, unlink '${String(path)}'`);
    await real.rm(path, options);
  };
  return { ...real, rm };
});

test('a new file exists even when old files cannot be removed, with one warning', async () => {
  const folder = join(temporaryFolder(), 'cache');
  const warnings: string[] = [];
  const cache = createDiskCache({
    folder,
    maxBytes: 150,
    clock: { unixMs: Date.now },
    onWarning: (message) => warnings.push(message),
  });
  for (const content of ['a', 'b', 'c']) {
    const make = async (path: string): Promise<void> => writeFileSync(path, 'x'.repeat(100));
    const { path } = await cache.file({ content }, '.pcm', make);
    expect(existsSync(path)).toBe(true);
  }
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(
    /^old files in the cache folder .*cache cannot be removed \(EACCES.*maximum size/,
  );
});
