/** Programs for the SDK on Bun and Deno: with `register`, and with the package installed under the SDK's name. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../e2e/processes.js';
import { installRuntimes, type Runtime, type RuntimeName } from './runtimes.js';

const CLIENT = join(ROOT, 'packages/client');
const root = mkdtempSync(join(tmpdir(), 'rtms-runtimes-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let runtimes: { readonly [name in RuntimeName]: Runtime };
beforeAll(async () => {
  runtimes = await installRuntimes();
});

const SHOW = 'console.log(rtms.isReal ? "the real one" : typeof rtms.Client)';
const PROGRAMS = {
  'import.mjs': `import rtms from '@zoom/rtms'; ${SHOW};`,
  'dynamic.mjs': `const { default: rtms } = await import('@zoom/rtms'); ${SHOW};`,
  'require.cjs': `const { default: rtms } = require('@zoom/rtms'); ${SHOW};`,
} as const;
const NAMES = ['import.mjs', 'dynamic.mjs', 'require.cjs'] as const;

/** A folder with the programs and our client, with another package under the SDK's name, ours, or none. */
function project(name: string, sdk: 'none' | 'other' | 'ours'): string {
  const folder = join(root, name);
  const link = (at: string): void => {
    mkdirSync(dirname(join(folder, at)), { recursive: true });
    symlinkSync(CLIENT, join(folder, at), 'dir');
  };
  link('node_modules/@rtms-mock/client');
  if (sdk === 'ours') link('node_modules/@zoom/rtms');
  const files: { [path: string]: string } = { ...PROGRAMS, 'package.json': '{ "type": "module" }' };
  if (sdk === 'other') {
    files['node_modules/@zoom/rtms/package.json'] = '{ "name": "@zoom/rtms", "version": "1.1.0" }';
    files['node_modules/@zoom/rtms/index.js'] = 'module.exports = { default: { isReal: true } };';
  }
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Runs a program. Resolves with its output and what it wrote to standard error. */
async function run(cwd: string, command: readonly string[], file: string) {
  const [program = '', ...args] = command;
  const { stdout, stderr } = await promisify(execFile)(program, [...args, file], { cwd });
  return { out: stdout.trim(), err: stderr };
}

describe('register on Bun', () => {
  test.each(['none', 'other'] as const)('replaces every way to load the SDK; installed: %s', async (sdk) => {
    const folder = project(`bun-${sdk}`, sdk);
    const command = runtimes.bun.runWith('@rtms-mock/client/register');
    for (const file of NAMES) expect((await run(folder, command, file)).out).toBe('function');
  });
});

describe('register on Deno', () => {
  const register = './node_modules/@rtms-mock/client/dist/register.js';

  test('replaces every way to load the SDK where a package of its name is installed', async () => {
    const folder = project('deno-other', 'other');
    for (const file of NAMES) {
      const { out, err } = await run(folder, runtimes.deno.runWith(register), file);
      expect(out).toBe('function');
      expect(err).not.toContain('@zoom/rtms');
    }
  });

  test('warns where none is installed, since a static import fails then', async () => {
    const folder = project('deno-none', 'none');
    const command = runtimes.deno.runWith(register);
    await expect(run(folder, command, 'import.mjs')).rejects.toThrow(/@zoom\/rtms/);
    for (const file of ['dynamic.mjs', 'require.cjs']) {
      const { out, err } = await run(folder, command, file);
      expect(out).toBe('function');
      expect(err).toMatch(/static import of @zoom\/rtms fails.*Install the alias instead/);
    }
  });
});

test.each(['bun', 'deno'] as const)('the alias works on %s, in every way to load the SDK', async (name) => {
  const folder = project(`alias-${name}`, 'ours');
  for (const file of NAMES) expect((await run(folder, runtimes[name].run, file)).out).toBe('function');
});
