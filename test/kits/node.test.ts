/** Matchers and the alias of the SDK, in projects of their own. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../e2e/processes.js';
import { BROKEN_RULE, brokenCopy } from './broken-copy.js';
import { outcomeOf, run } from './programs.js';

const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

test('the test of the first app finds the rule that a broken version of it breaks, without a configuration', async () => {
  const onMedia = ['  open(url, { msg_type: 3', '  signaling = open(url, { msg_type: 3'] as const;
  using copy = brokenCopy('javascript', 'app.mjs', onMedia);
  const { code, output } = await outcomeOf(
    [process.execPath, VITEST, 'run', '-t', 'transcript'],
    copy.folder,
  );
  expect(code).toBe(1);
  expect(output).toContain(`The app has broken rules: ${BROKEN_RULE}: `);
});

test('the alias of the SDK works under vitest, with the matchers', async () => {
  await run([process.execPath, VITEST, 'run'], join(ROOT, 'examples/vitest-alias'));
});

/** Versions that the documentation names. */
const JEST = { jest: '30.5.2' };
const PROGRAMS = {
  'package.json': '{ "type": "module", "jest": { "transform": {} } }',
  'meeting.test.js': `
    import { expect, test } from '@jest/globals';
    import { startMockServer } from '@rtms-mock/server';
    import { matchers } from '@rtms-mock/server/testing';
    expect.extend(matchers);
    test('judges a meeting', async () => {
      const server = await startMockServer({ port: 0, mediaPort: 0 });
      const meeting = await server.startMeeting();
      expect(meeting).toHaveNoProblems();
      const judged = { problems: () => [{ rule: 'by-jest', severity: 'error' }] };
      expect(judged).toHaveProblem('by-jest');
      expect(() => expect(judged).toHaveNoProblems()).toThrow('by-jest (error)');
      await server.close();
    });`,
  'types.ts': `
    import { expect } from '@jest/globals';
    import type { RtmsMockMatchers } from '@rtms-mock/server/testing';
    declare module 'expect' {
      interface Matchers<R extends void | Promise<void>, T = unknown> extends RtmsMockMatchers<R> {}
    }
    expect({}).toHaveNoProblems('warning');
    // @ts-expect-error
    expect({}).toHaveNoProblems('fatal');`,
} as const;

const shared = join(tmpdir(), `rtms-mock-jest-${JEST.jest}`);
const project = mkdtempSync(join(tmpdir(), 'rtms-mock-with-jest-'));
afterAll(() => rmSync(project, { recursive: true, force: true }));

beforeAll(async () => {
  if (!existsSync(join(shared, 'node_modules/.bin/jest'))) {
    mkdirSync(shared, { recursive: true });
    writeFileSync(join(shared, 'package.json'), JSON.stringify({ private: true, dependencies: JEST }));
    await run(['npm', 'install', '--no-audit', '--no-fund'], shared);
  }
  for (const [name, content] of Object.entries(PROGRAMS)) writeFileSync(join(project, name), content);
  link(join(ROOT, 'packages/mock-server'), '@rtms-mock/server');
  for (const name of ['jest', '@jest/globals', 'expect']) link(join(shared, 'node_modules', name), name);
});

/** Installs a package in the project. */
function link(target: string, name: string): void {
  const at = join(project, 'node_modules', name);
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(target, at, 'dir');
}

test('jest takes the matchers', async () => {
  const jest = [process.execPath, '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];
  expect(await run(jest, project)).toContain('1 passed');
});

test('the types of the matchers fit those of jest', async () => {
  const tsc = [process.execPath, join(ROOT, 'node_modules/typescript/bin/tsc')];
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023'];
  const { output } = await outcomeOf([...tsc, ...options, 'types.ts'], project);
  expect(output).toBe('');
});
