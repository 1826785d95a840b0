import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Two packages provide the command `rtms-mock`: the server, which the workspace links, and the one that `npx` finds. */
test.each(['packages/mock-server', 'packages/rtms-mock'])('the command of %s is the server', (folder) => {
  const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
    version: string;
    bin: { [name: string]: string };
  };
  const file = join(ROOT, folder, manifest.bin['rtms-mock'] ?? '');
  const print = (flag: string) => execFileSync(process.execPath, [file, flag], { encoding: 'utf8' });

  expect(print('--version').trim()).toBe(manifest.version);
  expect(print('--help')).toMatch(/^Usage: rtms-mock /);
});
