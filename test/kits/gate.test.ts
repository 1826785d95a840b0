/** The commands `check` and `exec` with real apps: correct ones, and some with one mistake. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEV_CREDENTIALS } from '@rtms-mock/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../e2e/processes.js';
import { outcomeOf, SERVER, type Outcome } from './programs.js';

const FIRST_APP = join(ROOT, 'examples/first-app/javascript/app.mjs');
const SAMPLE_APP = join(ROOT, 'packages/sample-app/dist/main.js');
const RECIPE = join(ROOT, 'examples/any-language/test-app.sh');
const LIMIT_MS = 180_000;

const [{ clientId, clientSecret }] = DEV_CREDENTIALS.apps;
const CREDENTIALS = {
  ZM_RTMS_CLIENT: clientId,
  ZM_RTMS_SECRET: clientSecret,
  ZM_RTMS_WEBHOOK_SECRET: DEV_CREDENTIALS.secretToken,
  ZOOM_SECRET_TOKEN: DEV_CREDENTIALS.secretToken,
};

let folder = '';
const children: ChildProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtms-mock-gate-'));
});
afterAll(async () => {
  const running = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  const ended = running.map((child) => once(child, 'exit'));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(ended);
  rmSync(folder, { recursive: true, force: true });
});

/** Starts an app with these arguments. Resolves with the first match of `ready` in its output. */
async function startApp(args: readonly string[], ready: RegExp, output?: string): Promise<string> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...CREDENTIALS, PORT: '0', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  if (output !== undefined) child.stdout.pipe(createWriteStream(output));
  let text = '';
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += String(chunk);
      const [, found] = ready.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the app ended with ${code}: ${text}`)));
  });
}

async function firstApp(file = FIRST_APP, output?: string): Promise<string> {
  return `http://127.0.0.1:${await startApp([file], /Webhooks on port (\d+)/, output)}/`;
}

/** A copy of the first app in which `right` is replaced. It stays in the folder, where `ws` is found. */
function changedApp(name: string, right: string, wrong: string): string {
  const text = readFileSync(FIRST_APP, 'utf8');
  expect(text.split(right)).toHaveLength(2);
  const file = join(folder, `${name}.mjs`);
  const ws = join(ROOT, 'node_modules/ws/wrapper.mjs');
  writeFileSync(file, text.replace(right, wrong).replace("from 'ws'", `from ${JSON.stringify(ws)}`));
  return file;
}

function check(...args: readonly string[]): Promise<Outcome> {
  return outcomeOf([process.execPath, SERVER, 'check', ...args], folder);
}

describe('rtms-mock check', { timeout: LIMIT_MS }, () => {
  test('finds nothing in the sample app, in any scenario of both generations', async () => {
    const url = await startApp(
      [SAMPLE_APP, '--page-port', '0', '--keep', '16'],
      /Waiting for webhooks at (\S+)\. Ctrl-C/,
    );
    const report = join(folder, 'full.json');
    const { code, output } = await check(
      '--webhook-url',
      url,
      '--suite',
      'full',
      '--report',
      `json=${report}`,
    );
    expect(output).toMatch(/exit code 0: passed/);
    expect(code).toBe(0);
    const { scenarios } = JSON.parse(readFileSync(report, 'utf8')) as {
      scenarios: { protocol: string; passed: boolean; name: string }[];
    };
    for (const protocol of ['2026', '2025']) {
      const played = scenarios.filter((scenario) => scenario.protocol === protocol);
      expect(played.length).toBeGreaterThanOrEqual(20);
      expect(played.filter(({ passed }) => !passed)).toEqual([]);
    }
  });

  test('finds nothing in the first app when strings come that are not JSON', async () => {
    const { code, output } = await check('--webhook-url', await firstApp(), '--suite', 'garbage');
    expect(output).toMatch(/exit code 0: passed/);
    expect(code).toBe(0);
  });

  test('compares the transcript that an app writes', async () => {
    const file = join(folder, 'transcript.txt');
    const url = await firstApp(FIRST_APP, file);
    const args = [
      '--webhook-url',
      url,
      '--suite',
      'two-speakers',
      '--protocol',
      '2026',
      '--expect-transcript',
    ];
    expect(await check(...args, file)).toMatchObject({
      code: 0,
      output: expect.stringContaining('word error rate 0.000, accepted'),
    });
    expect(await check(...args, join(folder, 'nothing.txt'))).toMatchObject({
      code: 1,
      output: expect.stringContaining(`the app did not write ${join(folder, 'nothing.txt')}`),
    });
  });

  test('names the rule that an app breaks, and accepts it in a baseline', async () => {
    const broken = changedApp('no-keep-alive', 'msg_type !== 12', 'msg_type !== 120');
    const args = ['--webhook-url', await firstApp(broken), '--suite', 'two-speakers', '--protocol', '2026'];
    const reports = ['--report', 'json=known.json,junit=junit.xml,markdown=check.md'];
    const { code, output } = await check(...args, ...reports);
    expect(output).toContain('error keep-alive-lost');
    expect(code).toBe(1);
    expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toContain('type="keep-alive-lost"');
    expect(readFileSync(join(folder, 'check.md'), 'utf8')).toContain('**failed**: `keep-alive-lost`');
    expect((await check(...args, '--baseline', 'known.json')).code).toBe(0);
  });

  test('an app that answers webhooks and never connects ends with 4', async () => {
    const idle = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    await once(idle, 'listening');
    const { port } = idle.address() as AddressInfo;
    const { code, output } = await check('--webhook-url', `http://127.0.0.1:${port}/`);
    expect(output).toContain('never-joined');
    expect(code).toBe(4);
    idle.close();
  });

  test('an app at another path ends with 4, and the finding is the refused webhook', async () => {
    const other = createServer((_request, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, output } = await check('--webhook-url', `http://127.0.0.1:${port}/`);
    expect(output).toContain('error webhook-refused: The app answered meeting.rtms_started with 404.');
    expect(output).not.toContain('never-joined');
    expect(code).toBe(4);
    other.close();
  });

  test('an app that never answers ends with 4', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    expect((await check('--webhook-url', `http://127.0.0.1:${port}/`)).code).toBe(4);
    silent.closeAllConnections();
    silent.close();
  });

  test('an app that cannot be reached ends with 3, and wrong usage with 2', async () => {
    const unused = createServer().listen(0, '127.0.0.1');
    await once(unused, 'listening');
    const { port } = unused.address() as AddressInfo;
    await new Promise((resolve) => unused.close(resolve));
    const url = `http://127.0.0.1:${port}/`;
    const unreachable = await check('--webhook-url', url);
    expect(unreachable.code).toBe(3);
    expect(unreachable.output).toContain(`no program accepts connections at 127.0.0.1:${port}`);
    for (const wrong of [
      ['--suite', 'fulll'],
      ['--report', 'xml=a'],
      ['--baseline', 'no.json'],
      ['--max-wer', 'x'],
    ]) {
      expect((await check('--webhook-url', url, ...wrong)).code, wrong.join(' ')).toBe(2);
    }
  });
});

describe('rtms-mock exec', { timeout: LIMIT_MS }, () => {
  const exec = (...words: readonly string[]): Promise<Outcome> =>
    outcomeOf([process.execPath, SERVER, 'exec', '--check', '--', ...words], folder, { PORT: '31507' });

  test('runs the shell recipe with a correct app', async () => {
    expect(await exec('sh', RECIPE, 'node', FIRST_APP)).toMatchObject({
      code: 0,
      output: expect.stringContaining('The app came back, and broke no rule.'),
    });
  });

  test('runs the shell recipe with an app that signs wrongly', async () => {
    const broken = changedApp(
      'wrong-signature',
      '${ZM_RTMS_CLIENT},${meeting_uuid}',
      '${meeting_uuid},${ZM_RTMS_CLIENT}',
    );
    expect((await exec('sh', RECIPE, 'node', broken)).code).not.toBe(0);
  });
});
