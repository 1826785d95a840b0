import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Paths of all test files below a folder. */
function testsBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

test('tests that replace modules are named *.isolated.test.ts, because all others share their modules', () => {
  const packages = readdirSync(join(root, 'packages')).map((name) => join('packages', name, 'test'));
  const folders = [...packages, 'test', 'examples'].filter((name) => existsSync(join(root, name)));
  const mocking = folders
    .flatMap(testsBelow)
    .filter((path) => /^\s*vi\.(?:mock|doMock)\(/m.test(readFileSync(path, 'utf8')));
  expect(mocking.length).toBeGreaterThan(0);
  expect(mocking.filter((path) => !path.endsWith('.isolated.test.ts'))).toEqual([]);
});
