/** The GitHub Action, and the script that it shares with other CI. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
  async function check(app: string, suite: string, args = '--parallel=1\n\n--protocol=2026\n') {
    const port = await freePort();
    const { code, output } = await outcomeOf(['bash', join(ACTION, 'check.sh')], folder, {
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      WEBHOOK_URL: `http://127.0.0.1:${port}/`,
      START: `PORT=${port} exec "${process.execPath}" "${app}"`,
      SUITE: suite,
      ARGS: args,
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

  test.each(['--credentials=keys.json', '--journal\nrun.jsonl\n--credentials\nkeys.json'])(
    'gives the app the credentials that %j names',
    async (args) => {
      const keys = {
        auth_credentials: [{ client_id: 'our-client', client_secret: 'our-secret' }],
        Zoom_Webhook_Secret_Token: [{ token: 'our-token' }],
      };
      writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys));
      const app = join(ROOT, 'examples/first-app/javascript/app.mjs');
      const { code, output } = await check(app, 'url-validation', args);
      expect(code, output).toBe(0);
    },
  );

  test('does not wait for an app that has crashed, and publishes no report of an earlier run', async () => {
    const app = join(folder, 'crashing.mjs');
    writeFileSync(app, 'process.exit(7);\n');
    for (const end of ['xml', 'json', 'md'])
      writeFileSync(join(folder, `rtms-mock-report.${end}`), 'earlier');
    rmSync(join(folder, 'summary'), { force: true });
    const { code, output } = await check(app, 'basic');
    expect(code, output).toBe(3);
    expect(output).toContain('rtms-mock: the app ended with 7 before anything listened at 127.0.0.1:');
    expect(output).not.toContain('after 60 s');
    expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain('nothing was played: no program accepts');
    expect(readFileSync(join(folder, 'rtms-mock-report.xml'), 'utf8')).toContain('type="unreachable"');
  });

  test.each(['nope', 'localhost:3000'])('refuses %s as the URL, and waits for no app', async (url) => {
    const { code, output } = await outcomeOf(['bash', join(ACTION, 'check.sh')], folder, {
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      WEBHOOK_URL: url,
      START: 'exit 0',
    });
    expect(code).toBe(2);
    expect(output.trim()).toBe(
      `rtms-mock: WEBHOOK_URL must be a URL such as http://localhost:3000/webhook, found ${url}`,
    );
  });

  test.each(['--credentials=none.json', '--max-wer=0.1'])(
    'publishes no report of an earlier run after the wrong flag %s',
    async (args) => {
      for (const end of ['xml', 'json', 'md'])
        writeFileSync(join(folder, `rtms-mock-report.${end}`), 'earlier');
      for (const file of ['summary', 'output']) rmSync(join(folder, file), { force: true });
      const { code, output } = await check(
        join(ROOT, 'examples/first-app/javascript/app.mjs'),
        'basic',
        args,
      );
      expect(code, output).toBe(2);
      expect(readFileSync(join(folder, 'output'), 'utf8')).toBe('exit-code=2\n');
      expect(readdirSync(folder)).toEqual(
        expect.not.arrayContaining([expect.stringMatching(/^rtms-mock-report|^summary$/)]),
      );
    },
  );

  test('fails a version of it that answers webhooks with 500', async () => {
    using copy = brokenCopy('javascript', 'app.mjs');
    const { code, output } = await check(join(copy.folder, 'app.mjs'), 'two-speakers');
    expect(code, output).toBe(1);
    expect(output).toContain('error webhook-refused');
  });
});
