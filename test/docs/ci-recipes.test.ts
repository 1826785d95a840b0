/** What the recipes for CI and the READMEs install, before the packages are published. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../e2e/processes.js';

/** Files with commands for users. */
function documents(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '*.md', 'examples', 'kits', 'action'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return listed.split('\n').filter((path) => /\.(?:md|yml|yaml|sh)$/.test(path));
}

/** Paths of tarballs in commands that install, and in the input `package` of the action. */
function installedTarballs(text: string): readonly string[] {
  return [...text.matchAll(/(?:\bnpm (?:install|i|ci)|\bpnpm add|\bpackage:) (.*)/g)].flatMap(
    ([, words = '']) => words.split(/\s+/).filter((word) => word.endsWith('.tgz')),
  );
}

test('every tarball in a command that installs begins with ./, without which npm asks GitHub for it', () => {
  const found = documents().flatMap((path) =>
    installedTarballs(readFileSync(join(ROOT, path), 'utf8')).map((tarball) => ({ path, tarball })),
  );
  expect(found.length).toBeGreaterThan(12);
  expect(found.filter(({ tarball }) => !/^(?:\.{0,2}\/|file:)/.test(tarball))).toEqual([]);
  expect(installedTarballs('npm install vendor/a.tgz ./b.tgz')).toEqual(['vendor/a.tgz', './b.tgz']);
});

describe.skipIf(process.platform === 'win32')('the action', () => {
  /** Runs its first step in a repository with two tarballs, and returns what npm would install. */
  function installed(packages: string): readonly string[] {
    const repository = mkdtempSync(join(tmpdir(), 'rtms-mock-recipe-'));
    try {
      for (const folder of ['bin', 'vendor', 'rtms-mock']) mkdirSync(join(repository, folder));
      for (const name of ['a', 'b']) writeFileSync(join(repository, `vendor/${name}.tgz`), '');
      writeFileSync(join(repository, 'bin/npm'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
      const action = parse(readFileSync(join(ROOT, 'action/action.yml'), 'utf8')) as {
        readonly runs: { readonly steps: readonly { readonly run: string }[] };
      };
      const output = execFileSync('bash', ['-e', '-c', action.runs.steps[0]?.run ?? ''], {
        cwd: repository,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          PATH: `${join(repository, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
          PACKAGE: packages,
          RUNNER_TEMP: '/runner',
          GITHUB_ACTION_PATH: join(ROOT, 'action'),
        },
      });
      const [, ...words] = output.trim().split('/runner/rtms-mock\n');
      return words
        .join('')
        .split('\n')
        .map((word) => word.replace(/^.*\/rtms-mock-recipe-\w+/, 'REPOSITORY'));
    } finally {
      rmSync(repository, { recursive: true, force: true });
    }
  }

  test.each([
    ['vendor/a.tgz ./vendor/b.tgz', ['REPOSITORY/vendor/a.tgz', 'REPOSITORY/vendor/b.tgz']],
    // A folder of the same name changes nothing.
    ['rtms-mock', ['rtms-mock']],
    ['rtms-mock@0.1.0', ['rtms-mock@0.1.0']],
    ['@rtms-mock/server', ['@rtms-mock/server']],
  ])('installs %s', (packages, expected) => {
    expect(installed(packages)).toEqual(expected);
  });
});
