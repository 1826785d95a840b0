import { execFileSync, spawnSync } from 'node:child_process';
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

test.each(['packages/mock-server', 'packages/rtms-mock'])(
  'the command of %s tells an old Node in one sentence that it is too old',
  (folder) => {
    const old =
      'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.18.3" } });';
    const file = join(ROOT, folder, 'bin/rtms-mock.js');
    const args = ['--import', `data:text/javascript,${encodeURIComponent(old)}`, file, 'doctor'];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, 'rtms-mock: Node 20.18.3 is too old; install 20.19 or later\n']);
  },
);
