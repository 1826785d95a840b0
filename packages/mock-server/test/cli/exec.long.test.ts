import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXEC_VARIABLES, exportedVariables } from '../../src/cli/exported-variables.js';
import { isTreeAlive } from '../../src/cli/process-tree.js';
import { startWatchdog } from '../../src/cli/watchdog.js';
import { unknownVariables } from '../../src/cli/unknown-variables.js';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { run } from './fake-surroundings.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rtms-mock-exec-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const SERVER = {
  controlUrl: 'http://127.0.0.1:1/',
  signalingUrl: 'ws://127.0.0.1:1',
  mediaUrl: 'ws://127.0.0.1:2',
  credentials: DEV_CREDENTIALS,
  apiToken: undefined,
};

test('the exported variables have addresses, credentials and the names that programs read', () => {
  const [{ clientId, clientSecret }] = DEV_CREDENTIALS.apps;
  expect(exportedVariables(SERVER, undefined)).toEqual({
    RTMS_MOCK_URL: 'http://127.0.0.1:1',
    RTMS_MOCK_SIGNALING_URL: 'ws://127.0.0.1:1',
    RTMS_MOCK_MEDIA_URL: 'ws://127.0.0.1:2',
    RTMS_MOCK_CLIENT_ID: clientId,
    RTMS_MOCK_CLIENT_SECRET: clientSecret,
    RTMS_MOCK_SECRET_TOKEN: DEV_CREDENTIALS.secretToken,
    ZM_RTMS_CLIENT: clientId,
    ZM_RTMS_SECRET: clientSecret,
    ZM_CLIENT_ID: clientId,
    ZM_CLIENT_SECRET: clientSecret,
    ZOOM_CLIENT_ID: clientId,
    ZOOM_CLIENT_SECRET: clientSecret,
    ZOOM_SECRET_TOKEN: DEV_CREDENTIALS.secretToken,
    ZOOM_WEBHOOK_SECRET_TOKEN: DEV_CREDENTIALS.secretToken,
  });
  expect(exportedVariables({ ...SERVER, apiToken: 't' }, '/ca.pem')).toMatchObject({
    RTMS_MOCK_API_TOKEN: 't',
    RTMS_MOCK_CA: '/ca.pem',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    SSL_CERT_FILE: '/ca.pem',
  });
});

test('the documentation names every exported variable', async () => {
  const page = await readFile(new URL('../../../../docs/tests-in-any-language.md', import.meta.url), 'utf8');
  const names = [
    ...EXEC_VARIABLES,
    ...Object.keys(exportedVariables({ ...SERVER, apiToken: 't' }, '/ca.pem')),
  ];
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('a server below exec knows the variables', () => {
  expect(unknownVariables(exportedVariables(SERVER, '/ca.pem'))).toEqual([]);
});

/** Writes a script of Node into the folder. */
async function script(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('rtms-mock exec', () => {
  test('the exit code is that of the command, which reaches the server', async () => {
    const path = await script(
      'ask.mjs',
      `const { status } = await fetch(process.env.RTMS_MOCK_URL + '/health'); process.exit(status === 200 ? 7 : 1);`,
    );
    const { exitCode } = run(['exec', '--', process.execPath, path], { folder });
    expect(await exitCode).toBe(7);
  });

  test('a program that does not exist is code 127, and no command is code 2', async () => {
    const missing = run(['exec', '--', 'no-such-program-anywhere'], { folder });
    expect(await missing.exitCode).toBe(127);
    expect(missing.stderr.text).toBe('rtms-mock: there is no program "no-such-program-anywhere"\n');
    const none = run(['exec'], { folder });
    expect(await none.exitCode).toBe(2);
    expect(none.stderr.text).toContain('exec needs a command');
  });

  test('with --check, a run without a meeting does not pass', async () => {
    const { exitCode, stderr } = run(['exec', '--check', '--', process.execPath, '-e', ''], { folder });
    expect(await exitCode).toBe(4);
    expect(stderr.text).toContain('No meeting was started.');
  });
});

/** False also for a zombie: in a container nobody may ask for its exit code. */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return status !== '' && !/^State:\s+Z/m.test(status);
}

const PROGRAM = fileURLToPath(new URL('../../bin/rtms-mock.js', import.meta.url));

/** Starts a process that ignores SIGTERM, tells its id, and lives on. */
const STUBBORN = `
  import { writeFileSync } from 'node:fs';
  process.on('SIGTERM', () => {});
  writeFileSync(process.argv[2], String(process.pid));
  setInterval(() => {}, 1000);
`;

const LEAVES_ONE_BEHIND = `
  import { spawn } from 'node:child_process';
  import { existsSync } from 'node:fs';
  const [, , stubborn, file, waits] = process.argv;
  spawn(process.execPath, [stubborn, file], { stdio: 'ignore', detached: true }).unref();
  const timer = setInterval(() => {
    if (!existsSync(file)) return;
    console.log('started');
    clearInterval(timer);
    if (waits) setInterval(() => {}, 1000);
    else process.exit(3);
  }, 20);
  process.on('SIGTERM', () => process.exit(5));
`;

describe.skipIf(process.platform !== 'linux')('processes that the command has started', () => {
  test.each([
    ['end', undefined, 3],
    ['are killed after a signal', 'SIGTERM', 5],
    ['are killed when the terminal is closed', 'SIGHUP', 129],
  ] as const)('%s, also those in a group of their own', async (_how, signal, code) => {
    const stubborn = await script('stubborn.mjs', STUBBORN);
    const parent = await script('parent.mjs', LEAVES_ONE_BEHIND);
    const file = join(folder, 'pid');
    const words = [process.execPath, parent, stubborn, file, ...(signal ? ['wait'] : [])];
    const child = spawn(process.execPath, [PROGRAM, 'exec', '--', ...words], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit') as Promise<[number]>;
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      if (String(chunk).includes('started')) break;
    }
    const pid = Number(await readFile(file, 'utf8'));
    if (signal) child.kill(signal);
    expect((await exited)[0]).toBe(code);
    expect(await isRunning(pid)).toBe(false);
  });

  test('end after exec itself was killed', async () => {
    const stubborn = await script('stubborn.mjs', STUBBORN);
    const parent = await script('parent.mjs', LEAVES_ONE_BEHIND);
    const file = join(folder, 'pid');
    const words = [process.execPath, parent, stubborn, file, 'wait'];
    const child = spawn(process.execPath, [PROGRAM, 'exec', '--', ...words], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      if (String(chunk).includes('started')) break;
    }
    const pid = Number(await readFile(file, 'utf8'));
    child.kill('SIGKILL');
    await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
  });

  test('live on when their watchdog is dismissed, which then ends', async () => {
    const child = spawn('sleep', ['600'], { stdio: 'ignore', detached: true });
    const exited = once(child, 'exit') as Promise<[null, string]>;
    const pid = child.pid ?? 0;
    await startWatchdog({ pid, mark: 'nobody has this', hasGroup: true, platform: 'linux' }).dismiss();
    expect(await isRunning(pid)).toBe(true);
    child.kill('SIGINT');
    expect((await exited)[1]).toBe('SIGINT');
  });
});

test('no process has the mark of another command', () => {
  const tree = { pid: 2 ** 30, mark: 'nobody has this', hasGroup: true, platform: process.platform };
  expect(isTreeAlive(tree)).toBe(false);
});
