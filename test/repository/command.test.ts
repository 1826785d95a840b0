import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

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

describe('in a clone that was never built', () => {
  /** Runs the command in a clone whose build tool is `turbo`. */
  function runUnbuilt(turbo?: string): readonly unknown[] {
    const clone = mkdtempSync(join(tmpdir(), 'rtms-mock-clone-'));
    onTestFinished(() => rmSync(clone, { recursive: true, force: true }));
    for (const file of [
      'packages/mock-server/bin',
      'packages/mock-server/package.json',
      'scripts/build-clone.mjs',
    ]) {
      cpSync(join(ROOT, file), join(clone, file), { recursive: true });
    }
    if (turbo !== undefined) {
      mkdirSync(join(clone, 'node_modules/turbo/bin'), { recursive: true });
      writeFileSync(join(clone, 'node_modules/turbo/bin/turbo'), turbo);
    }
    const command = join(clone, 'packages/mock-server/bin/rtms-mock.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'scenarios'], {
      encoding: 'utf8',
    });
    return [status, stdout, stderr];
  }

  const BUILDING = 'rtms-mock: first use in this clone, building\n';

  test('the command builds itself first', () => {
    const turbo = `
      const { mkdirSync, writeFileSync } = require('node:fs');
      console.log('4 successful');
      mkdirSync('packages/mock-server/dist');
      writeFileSync('packages/mock-server/dist/bin.js', 'console.log(process.argv[2])');
    `;
    expect(runUnbuilt(turbo)).toEqual([0, 'scenarios\n', BUILDING]);
  });

  test('the command says in one sentence that it could not be built', () => {
    const sentence = 'rtms-mock: not built; run pnpm install and pnpm build\n';
    expect(runUnbuilt()).toEqual([2, '', BUILDING + sentence]);
    expect(runUnbuilt('console.log("a fault"); process.exit(1)')).toEqual([
      2,
      '',
      `${BUILDING}a fault\n${sentence}`,
    ]);
  });
});
