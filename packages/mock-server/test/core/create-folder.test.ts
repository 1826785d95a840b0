import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createFolder } from '../../src/cache-folder.js';
import { temporaryFolder } from '../config/temporary-folder.js';

describe('createFolder', () => {
  test('creates a folder and its parents once, even if called twice at the same time', async () => {
    using folder = temporaryFolder();
    const path = folder.file('a/b/c');
    const made = await Promise.all([createFolder(path), createFolder(path)]);
    expect(made.flat().sort()).toEqual([folder.file('a'), folder.file('a/b'), path]);
    expect(statSync(path).isDirectory()).toBe(true);
    expect(await createFolder(path)).toEqual([]);
  });

  test('rejects below a file', async () => {
    using folder = temporaryFolder({ afile: '' });
    await expect(createFolder(folder.file('afile/x'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(createFolder(folder.file('afile'))).rejects.toMatchObject({ code: 'EEXIST' });
  });

  test.runIf(process.platform === 'linux')('rejects where the system does not allow folders', async () => {
    await expect(createFolder('/proc/nope/x')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
