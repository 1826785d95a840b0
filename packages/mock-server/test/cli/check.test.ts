import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { tryToReach } from '../../src/cli/start-when-reachable.js';
import { run } from './fake-surroundings.js';

/** Port 1: nothing listens there. */
const URL_OF_NONE = 'http://127.0.0.1:1/';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rtms-mock-check-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('rtms-mock check refuses at once', () => {
  test.each([
    [
      'json=none/x.json',
      /^rtms-mock: --report: none\/x\.json cannot be written: there is no folder \S+none\n$/,
    ],
    ['junit=.', /^rtms-mock: --report: \. cannot be written: it is a folder; add the name of a file\n$/],
    ['json=a.json,junit=out/', /^rtms-mock: --report: out\/ cannot be written: it is a folder; /],
  ])('a report that cannot be written: %s', async (report, message) => {
    const { exitCode, stderr } = run(['check', '--webhook-url', URL_OF_NONE, '--report', report], { folder });
    expect(await exitCode).toBe(2);
    expect(stderr.text).toMatch(message);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a scenario file with a problem, by the option that names it', async () => {
    await writeFile(join(folder, 'mine.yaml'), 'timeline: [{at: 1s, do: bogus}]\n');
    const { exitCode, stderr } = run(['check', '--webhook-url', URL_OF_NONE, '--suite', 'mine.yaml'], {
      folder,
    });
    expect(await exitCode).toBe(2);
    expect(stderr.text).toMatch(/^rtms-mock: --suite: the file cannot be used\nmine\.yaml:1:/);
  });
});

/** Wrong options of `serve`, with what is said about them. */
const WRONG_SERVING: readonly (readonly [options: readonly string[], message: RegExp])[] = [
  [['--scenario', 'none.yaml'], /^rtms-mock: --scenario: scenario file none\.yaml does not exist/],
  [['--credentials', 'none.json'], /none\.json/],
  [['--media', 'none.wav'], /^rtms-mock: --media: /],
];

/** Node alone never ends where the system reports an existing folder as missing. */
const NO_FOLDER = [['--export-on-exit', '/proc/nope'], /^rtms-mock: --export-on-exit: .*ENOENT/] as const;

test.each(process.platform === 'linux' ? [...WRONG_SERVING, NO_FOLDER] : WRONG_SERVING)(
  'rtms-mock check refuses %j, even if no app runs',
  async (options, message) => {
    const { exitCode, stderr } = run(['check', '--webhook-url', URL_OF_NONE, ...options], { folder });
    expect(await exitCode).toBe(2);
    expect(stderr.text).toMatch(message);
  },
);

test('an app that cannot be reached is in the reports, which were those of an earlier run', async () => {
  for (const file of ['a.xml', 'a.json', 'a.md']) await writeFile(join(folder, file), 'passed');
  const clock = systemClock();
  const { exitCode, stderr } = run(
    ['check', '--webhook-url', URL_OF_NONE, '--report', 'junit=a.xml,json=a.json,markdown=a.md'],
    { folder, clock: { ...clock, now: () => clock.now() * 20 } },
  );
  expect(await exitCode).toBe(3);
  expect(stderr.text).toMatch(/^rtms-mock: no program accepts connections at 127\.0\.0\.1:1; /);
  expect(await readFile(join(folder, 'a.xml'), 'utf8')).toContain('type="unreachable"');
  expect(await readFile(join(folder, 'a.md'), 'utf8')).toMatch(/^nothing was played: .*exit code 3/m);
  expect(JSON.parse(await readFile(join(folder, 'a.json'), 'utf8'))).toMatchObject({ exitCode: 3 });
});

test.each([
  [
    ['--suite', 'url-validation', '--expect-transcript', 'a.vtt'],
    /^rtms-mock: --expect-transcript needs a meeting, and --suite url-validation plays none; add two-speakers\n$/,
  ],
  [
    ['--max-wer', '0.2'],
    /^rtms-mock: --max-wer needs --expect-transcript, the file with the transcript of your app\n$/,
  ],
])('rtms-mock check refuses %j, which could not be judged', async (options, message) => {
  const { exitCode, stderr } = run(['check', '--webhook-url', URL_OF_NONE, ...options], { folder });
  expect(await exitCode).toBe(2);
  expect(stderr.text).toMatch(message);
});

test('a signal ends a run that says so, also in its reports', async () => {
  await using receiver = await silentReceiver();
  const check = run(
    [
      'check',
      '--webhook-url',
      receiver.url,
      '--suite',
      'two-speakers',
      '--report',
      'junit=a.xml,json=a.json',
    ],
    { folder },
  );
  await receiver.asked;
  check.signal('SIGINT');
  expect(await check.exitCode).toBe(130);
  expect(check.stdout.lines.at(-1)).toMatch(/^interrupted: .* exit code 130: interrupted/);
  expect(check.stdout.text).not.toContain('never-joined');
  const xml = await readFile(join(folder, 'a.xml'), 'utf8');
  expect(xml).toContain('<error message="The run was interrupted." type="interrupted">');
  expect(xml).not.toContain('no time left');
  expect(JSON.parse(await readFile(join(folder, 'a.json'), 'utf8'))).toMatchObject({
    exitCode: 130,
    interrupted: true,
  });
});

test('a signal before anything is played replaces the reports of an earlier run', async () => {
  await writeFile(join(folder, 'a.md'), 'passed');
  const options = ['--report', 'markdown=a.md,junit=a.xml'];
  const check = run(['check', '--webhook-url', URL_OF_NONE, ...options], {
    folder,
    onSignal: (callback) => {
      callback('SIGTERM');
      return () => {};
    },
  });
  expect(await check.exitCode).toBe(143);
  expect(check.stderr.text).toBe('rtms-mock: interrupted: nothing was played\n');
  expect(await readFile(join(folder, 'a.md'), 'utf8')).toMatch(/^nothing was played; exit code 143: interr/m);
  expect(await readFile(join(folder, 'a.xml'), 'utf8')).toContain('type="interrupted"');
});

/** An app that gets webhooks and does nothing. `asked`: the first one has arrived. */
async function silentReceiver(): Promise<
  AsyncDisposable & { readonly url: string; readonly asked: Promise<unknown> }
> {
  const server = createServer((_request, response) => response.end());
  const asked = once(server, 'request');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('check --help has --parallel, which the pages use', async () => {
  const { exitCode, stdout } = run(['check', '--help']);
  expect(await exitCode).toBe(0);
  expect(stdout.text).toContain('--parallel');
});

test('a host that has no address is told from one where nothing listens', async () => {
  // A label of more than 63 characters: no resolver is asked.
  expect(await tryToReach(new URL(`http://${'a'.repeat(64)}.invalid/`), systemClock())).toBe('no-host');
  expect(await tryToReach(new URL(URL_OF_NONE), systemClock())).toBe('silent');
});
