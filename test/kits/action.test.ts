/** The GitHub Action, and the script that it shares with other CI. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../e2e/processes.js';
import { freePort } from '../support/free-port.js';
import { describeWithTool } from '../support/require-tool.js';
import { brokenCopy } from './broken-copy.js';
import { outcomeOf, run, SERVER } from './programs.js';

const ACTION = join(ROOT, 'action');
const folder = mkdtempSync(join(tmpdir(), 'rtms-mock-action-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeWithTool('go', 'actionlint', (go) => {
  const VERSION = 'v1.7.12';
  const bin = join(tmpdir(), `rtms-mock-actionlint-${VERSION}`);
  const actionlint = join(bin, process.platform === 'win32' ? 'actionlint.exe' : 'actionlint');
  beforeAll(async () => {
    if (existsSync(actionlint)) return;
    const env = { GOBIN: bin, GOTOOLCHAIN: 'local' };
    await run([go, 'install', `github.com/rhysd/actionlint/cmd/actionlint@${VERSION}`], ROOT, env);
  });

  test('has no findings in the workflows of this repository', async () => {
    await run([actionlint], ROOT);
  });

  /** Lints the recipe in a repository that has the action where the recipe expects it. */
  async function lint(workflow: string) {
    const repository = join(folder, 'recipe');
    const at = join(repository, 'vendor/rtms-mock/action');
    for (const path of ['.git', '.github/workflows']) mkdirSync(join(repository, path), { recursive: true });
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'action.yml'), readFileSync(join(ACTION, 'action.yml')));
    writeFileSync(join(repository, '.github/workflows/rtms.yml'), workflow);
    return outcomeOf([actionlint, '-no-color'], repository);
  }

  test('has no findings in the recipe, which uses the action', async () => {
    const recipe = readFileSync(join(ROOT, 'examples/ci/github.yml'), 'utf8');
    expect(await lint(recipe)).toEqual({ code: 0, output: '' });
    const { output } = await lint(recipe.replace('webhook-url:', 'webhook:'));
    expect(output).toContain('missing input "webhook-url"');
    expect(output).toContain('input "webhook" is not defined');
  });
});

test('the recipe for GitLab has the report where the script writes it', () => {
  const recipe = parse(readFileSync(join(ROOT, 'examples/ci/gitlab.yml'), 'utf8')) as {
    rtms: { script: string[]; artifacts: { reports: { junit: string } } };
  };
  expect(recipe.rtms.artifacts.reports.junit).toBe('rtms-mock-report.xml');
  expect(recipe.rtms.script.at(-1)).toContain('action/check.sh');
});

describe.skipIf(process.platform === 'win32')('check.sh', () => {
  beforeAll(() => {
    const command = join(folder, 'bin/rtms-mock');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${SERVER}" "$@"\n`, { mode: 0o755 });
  });

  /** Runs the script with an app on a free port, as the action does. */
  async function check(app: string, suite: string) {
    const port = await freePort();
    const { code, output } = await outcomeOf(['bash', join(ACTION, 'check.sh')], folder, {
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      WEBHOOK_URL: `http://127.0.0.1:${port}/`,
      START: `PORT=${port} exec "${process.execPath}" "${app}"`,
      SUITE: suite,
      ARGS: '--parallel=1\n\n--protocol=2026\n',
      GITHUB_OUTPUT: join(folder, 'output'),
      GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    });
    // The app has ended with the script.
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
    return { code, output };
  }

  test('passes the first app in every basic scenario, and reports it', async () => {
    const { code, output } = await check(join(ROOT, 'examples/first-app/javascript/app.mjs'), 'basic');
    expect(code, output).toBe(0);
    expect(readFileSync(join(folder, 'output'), 'utf8')).toContain('exit-code=0');
    expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain('two-speakers');
    expect(readFileSync(join(folder, 'rtms-mock-report.xml'), 'utf8')).toContain('<testsuite');
  });

  test('fails a version of it that answers webhooks with 500', async () => {
    using copy = brokenCopy('javascript', 'app.mjs');
    const { code, output } = await check(join(copy.folder, 'app.mjs'), 'two-speakers');
    expect(code, output).toBe(1);
    expect(output).toContain('error webhook-refused');
  });
});
