/** The first app in each language, where a server is lost or answers that the stream is busy. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { DEV_CREDENTIALS } from '@rtms-mock/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../e2e/processes.js';
import { describeWithTool } from '../support/require-tool.js';
import { outcomeOf, run, SERVER } from './programs.js';
import { createPythonEnvironment, PYTHON } from './python-environment.js';

const APPS = join(ROOT, 'examples/first-app');
const SUITE = 'busy-stream,new-instance';

const [{ clientId, clientSecret }] = DEV_CREDENTIALS.apps;
const { secretToken } = DEV_CREDENTIALS;

/** Starts an app, and lets `rtms-mock check` play with it. */
async function expectToPass([program = '', ...args]: readonly string[]): Promise<void> {
  const app = spawn(program, args, {
    cwd: ROOT,
    env: {
      ...process.env,
      PORT: '0',
      ZM_RTMS_CLIENT: clientId,
      ZM_RTMS_SECRET: clientSecret,
      ZOOM_SECRET_TOKEN: secretToken,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void app.kill());
  const [line] = (await once(createInterface(app.stdout), 'line')) as [string];
  const url = `http://127.0.0.1:${line.split(' ').at(-1)}/`;
  const { code, output } = await outcomeOf(
    [process.execPath, SERVER, 'check', '--webhook-url', url, '--suite', SUITE],
    ROOT,
  );
  expect(output).toMatch(/passed in 2026.*exit code 0: passed/);
  expect(code).toBe(0);
}

const TITLE = 'joins again at a new URL, and when the stream was busy';

describe('the first app in JavaScript', () => {
  test(TITLE, () => expectToPass([process.execPath, join(APPS, 'javascript/app.mjs')]));
});

describeWithTool('python3', 'the first app in Python', (python3) => {
  test(TITLE, async () => {
    await createPythonEnvironment(python3);
    await expectToPass([PYTHON, join(APPS, 'python/app.py')]);
  });
});

describeWithTool('go', 'the first app in Go', (go) => {
  test(TITLE, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rtms-mock-first-app-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const program = join(folder, process.platform === 'win32' ? 'app.exe' : 'app');
    await run([go, 'build', '-o', program, '.'], join(APPS, 'go'), { GOTOOLCHAIN: 'local' });
    await expectToPass([program]);
  });
});

describeWithTool(['mvn', 'java'], 'the first app in Java', (mvn, java) => {
  test(TITLE, async () => {
    const repository = join(tmpdir(), 'rtms-mock-maven');
    const maven = [mvn, '--batch-mode', '--quiet', `-Dmaven.repo.local=${repository}`];
    await run([...maven, 'install', '-DskipTests'], join(ROOT, 'kits/junit'));
    await run([...maven, 'compile'], join(APPS, 'java'));
    const folder = join(repository, 'com/google/code/gson/gson');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const gson = join(folder, files.find((name) => /gson-[\d.]+\.jar$/.test(name)) ?? '');
    await expectToPass([java, '-cp', [join(APPS, 'java/target/classes'), gson].join(delimiter), 'App']);
  });
});
