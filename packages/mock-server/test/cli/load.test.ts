import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOAD_OWN_OPTIONS } from '../../src/cli/load-options.js';
import { environmentName } from '../../src/config/option-names.js';
import type { LoadReport } from '../../src/load/load-report.js';
import type { Option } from '../../src/settings/option.js';
import { run, serving } from './fake-surroundings.js';

/** Port 1: nothing listens there. */
const URL_OF_NONE = 'http://127.0.0.1:1/';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rtms-mock-load-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Arguments, separated by spaces. */
function words(...lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}

/** An app that answers webhooks, and joins nothing. */
async function answeringApp(
  status: number,
): Promise<AsyncDisposable & { readonly url: string; readonly asked: Promise<unknown> }> {
  const server = createServer((_request, response) => response.writeHead(status).end());
  const asked = once(server, 'request');
  return { ...(await listeningOnLoopback(server)), asked };
}

/** A server that responds with JSON. */
function respondingServer(
  body: (path: string) => object,
  status = 200,
): Promise<AsyncDisposable & { readonly url: string }> {
  return listeningOnLoopback(
    createServer((request, response) => {
      request.resume();
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body(request.url ?? '')));
    }),
  );
}

async function listeningOnLoopback(server: Server): Promise<AsyncDisposable & { readonly url: string }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('rtms-mock load refuses at once', () => {
  test.each([
    [[], 'load needs --webhook-url URL, where your app receives webhooks'],
    [['--meetings', '0'], '--meetings must be a whole number from 1 to 100000, found "0"'],
    [['--meetings', '100001'], '--meetings must be a whole number from 1 to 100000, found "100001"'],
    [['5'], 'load takes flags only, found "5"; rtms-mock load --help lists the flags'],
    [
      ['--strict', 'yes', '--meetings', '2', URL_OF_NONE],
      `load takes flags only, found "${URL_OF_NONE}"; did you mean --webhook-url ${URL_OF_NONE}?`,
    ],
    [
      ['--webhook-url', URL_OF_NONE, '--scenario', 'two-speaker'],
      '--scenario: there is no scenario "two-speaker"; did you mean two-speakers?',
    ],
    [['--for', '0s'], '--for must be a duration above 0, such as 500ms, 10s or 2m, found "0s"'],
    [['--start'], '--start is a flag of serve, not of load; rtms-mock load --help lists its flags'],
    [
      ['--webhook-url', URL_OF_NONE, '--report', 'json=x.json,markdown=./x.json'],
      '--report: ./x.json is the file of two reports; give each a file of its own',
    ],
    [['--max-lag-p99', '500'], '--max-lag-p99 must be a duration such as 500ms, 10s or 2m, found "500"'],
    ...['101%', '0.95', '1.2', '95'].map((wrong): [string[], string] => [
      ['--min-joined', wrong],
      `--min-joined must be a percentage from 0% to 100% with its sign, such as 95%, found "${wrong}"`,
    ]),
    [
      ['--report', 'junit=x.xml'],
      '--report must be json=FILE, markdown=FILE or svg=FILE, found "junit=x.xml"',
    ],
    [['--speakers', 'rotat'], '--speakers must be media or rotate, found "rotat"; did you mean rotate?'],
    [
      ['--webhook-url', URL_OF_NONE, '--time', 'virtual'],
      '--time virtual cannot be used by load: apps are measured in real time',
    ],
    [
      ['--webhook-url', URL_OF_NONE, '--pid', '2147483647'],
      '--pid: no process 2147483647 runs on this machine',
    ],
    [
      ['--server', 'http://127.0.0.1:1', '--media-shape', 'flat'],
      '--media-shape and --server exclude each other; give --media-shape to the server when it starts',
    ],
    [
      words('--server http://127.0.0.1:1 --media-buffer 1M --keep-alive 3s'),
      '--media-buffer, --keep-alive and --server exclude each other; give --media-buffer, --keep-alive to the server when it starts',
    ],
    [
      words('--server http://127.0.0.1:1 --strict --protocol 2026 --media tone --workers 2'),
      '--strict, --workers and --server exclude each other; give --strict, --workers to the server when it starts',
    ],
    [
      ['--server', 'http://127.0.0.1:1'],
      'no server answers at http://127.0.0.1:1; start one with rtms-mock, or choose another with --server',
    ],
  ])('%j', async (args, message) => {
    const { exitCode, stdout, stderr } = run(['load', ...args], { folder });
    expect(await exitCode).toBe(2);
    expect(stderr.text).toBe(`rtms-mock: ${message}\n`);
    expect(stdout.text).toBe('');
  });

  test('--pid where processes cannot be measured', async () => {
    const args = ['load', '--webhook-url', URL_OF_NONE, '--pid', '1'];
    const { exitCode, stderr } = run(args, { folder, platform: 'win32' });
    expect(await exitCode).toBe(2);
    expect(stderr.text).toBe(
      'rtms-mock: --pid needs /proc or the program ps, which Windows does not have; leave it out\n',
    );
  });

  test('a report in a folder that does not exist', async () => {
    const args = ['load', '--webhook-url', URL_OF_NONE, '--report', 'svg=none/x.svg'];
    const { exitCode, stderr } = run(args, { folder });
    expect(await exitCode).toBe(2);
    expect(stderr.text).toMatch(
      /^rtms-mock: --report: none\/x\.svg cannot be written: there is no folder \S+none\n$/,
    );
  });
});

describe('the configuration file', () => {
  const inFile = async (content: string, args: readonly string[]) => {
    await writeFile(join(folder, 'rtms-mock.config.yaml'), content);
    const { exitCode, stderr } = run(args, { folder });
    expect(await exitCode).toBe(2);
    return stderr.text;
  };

  test('has no options of load alone', async () => {
    expect(await inFile('meetings: 5\n', ['load', '--webhook-url', URL_OF_NONE])).toBe(
      'rtms-mock: rtms-mock.config.yaml, line 1: meetings cannot be set by the file, only by --meetings or RTMS_MOCK_MEETINGS\n',
    );
    expect(await inFile('min-joined: 5%\n', ['load'])).toContain(
      'only by --min-joined or RTMS_MOCK_MIN_JOINED',
    );
  });

  test('makes no node of a cluster of a server that is started for one run', async () => {
    const cluster = 'cluster: nats://127.0.0.1:1\n';
    expect(await inFile(cluster, ['load', '--webhook-url', URL_OF_NONE])).toBe(
      'rtms-mock: rtms-mock.config.yaml, line 1: cluster is an option of serve: load starts a server of its own, which joins no cluster; leave it out, or name a node of the cluster with --server\n',
    );
    expect(await inFile(cluster, ['exec', '--', 'true'])).toContain(
      'line 1: cluster is an option of serve: exec starts',
    );
    expect(await inFile(cluster, ['check', '--webhook-url', URL_OF_NONE])).toBe(
      'rtms-mock: rtms-mock.config.yaml, line 1: cluster is an option of serve: check starts a server of its own, which joins no cluster; leave it out, or name another file with --config\n',
    );
    expect(await inFile(cluster, ['load', '--server', 'http://127.0.0.1:1'])).toContain('no server answers');
  });

  test('may have what is about serve alone', async () => {
    expect(await inFile('start: yes\n', ['load', '--server', 'http://127.0.0.1:1'])).toContain(
      'no server answers',
    );
  });
});

test('a variable that makes a node of a cluster is refused', async () => {
  const environment = { RTMS_MOCK_CLUSTER: 'nats://127.0.0.1:1' };
  const { exitCode, stderr } = run(['load', '--webhook-url', URL_OF_NONE], { folder, environment });
  expect(await exitCode).toBe(2);
  expect(stderr.text).toMatch(/^rtms-mock: RTMS_MOCK_CLUSTER is an option of serve: /);
});

test('help shows --workers, and claims no keys in the configuration file', async () => {
  const { exitCode, stdout } = run(['load', '--help']);
  expect(await exitCode).toBe(0);
  expect(stdout.text).toContain('--workers <NUMBER|auto>');
  expect(stdout.text).not.toContain('Each flag has an environment variable and a key');
});

test('docs/load.md has the variable of each flag', async () => {
  const text = await readFile(new URL('../../../../docs/load.md', import.meta.url), 'utf8');
  for (const entry of Object.entries<Option>(LOAD_OWN_OPTIONS))
    expect(text).toContain(`\`${environmentName(...entry)}\``);
});

test('an app that refuses webhooks joins nothing, which the reports say', async () => {
  await using app = await answeringApp(500);
  const { exitCode, stdout } = run(
    words(
      `load --webhook-url ${app.url} --meetings 3 --ramp 0s --for 100ms --pid ${process.pid}`,
      '--report json=a.json,markdown=a.md,svg=a.svg',
    ),
    { folder },
  );
  expect(await exitCode).toBe(1);
  expect(stdout.text).toContain('0 of 3 meetings joined\n');
  expect(stdout.text).toContain('webhooks                  0 delivered; 3 refused: 500 (3)\n');
  expect(stdout.text).toContain('exit code 1: not kept: min-joined\n');
  const report = JSON.parse(await readFile(join(folder, 'a.json'), 'utf8')) as LoadReport;
  expect(report).toMatchObject({
    version: 1,
    exitCode: 1,
    plan: { meetings: 3, rampMs: 0, forMs: 100, scenario: 'two-speakers', speakers: 'media' },
    meetings: { started: 3, failed: 0, connected: 0, joined: 0 },
    webhooks: { delivered: 0, refused: 3, failed: 0, causes: { '500': 3 } },
    app: { pids: [process.pid], ended: [] },
  });
  expect(report.samples.length).toBeGreaterThan(0);
  expect(await readFile(join(folder, 'a.md'), 'utf8')).toContain('0 of 3 meetings joined');
  expect(await readFile(join(folder, 'a.svg'), 'utf8')).toMatch(/^<svg /);
});

test('a signal ends the meetings, and the report says so', async () => {
  await using app = await answeringApp(200);
  const load = run(
    [
      'load',
      '--webhook-url',
      app.url,
      '--meetings',
      '2',
      '--ramp',
      '0s',
      '--for',
      '1h',
      '--log-format',
      'json',
    ],
    { folder },
  );
  await app.asked;
  load.signal('SIGINT');
  expect(await load.exitCode).toBe(130);
  const lines = load.stdout.lines.map((line) => JSON.parse(line) as { readonly msg: string });
  expect(lines.at(-1)).toMatchObject({ msg: 'report', exitCode: 130, interrupted: true, thresholds: [] });
  expect(lines.at(-2)).toMatchObject({ msg: 'sample' });
});

test('after a signal it says that it waits for answers, and how to end that', async () => {
  const hanging = createServer((request) => void request.resume());
  const app = await listeningOnLoopback(hanging);
  const asked = once(hanging, 'request');
  const load = run(words(`load --webhook-url ${app.url} --meetings 1 --ramp 0s --for 1h`), { folder });
  await asked;
  load.signal('SIGINT');
  await load.stderr.until(
    /Waiting up to 20 s for your app to answer 1 webhook; another Ctrl-C ends that, without a report\.\n/,
  );
  await app[Symbol.asyncDispose]();
  expect(await load.exitCode).toBe(130);
});

test('a running server plays the meetings, and keeps those of others', async () => {
  await using app = await answeringApp(200);
  await using server = await serving(['--webhook-url', app.url]);
  const headers = { 'content-type': 'application/json' };
  await fetch(`${server.controlUrl}/api/meetings`, { method: 'POST', headers, body: '{}' });
  const { exitCode, stdout } = run(
    words(
      `load --server ${server.controlUrl} --meetings 2 --ramp 0s --for 100ms --protocol 2026 --media tone`,
      '--min-joined 0%',
    ),
    { folder },
  );
  expect(await exitCode).toBe(0);
  expect(stdout.text).toContain('webhooks                  2 delivered\n');
  const { meetings } = (await (await fetch(`${server.controlUrl}/api/meetings`)).json()) as {
    readonly meetings: readonly {
      readonly meetingEnded: boolean;
      readonly protocol: string;
      readonly participants: readonly { readonly name: string }[];
    }[];
  };
  expect(meetings.map(({ meetingEnded }) => meetingEnded)).toEqual([false, true, true]);
  // Other than the options of a server, they go with each meeting.
  expect(meetings.map(({ protocol }) => protocol)).toEqual(['2025', '2026', '2026']);
  expect(meetings.at(-1)?.participants).toMatchObject([{ name: 'Tone' }]);
});

test.each([
  [
    404,
    { error: { code: 'not-found', message: 'There is no GET /api/figures here.' } },
    'the server at URL is an older version, which has no figures (GET /api/figures); update it',
  ],
  [
    200,
    { status: 'ok' },
    'the server at URL gives no figures of rtms-mock: atMs is missing; it is a number, 0 or more; check --server',
  ],
])(
  'a server whose figures are %i %j is refused before anything is started',
  async (status, body, message) => {
    await using server = await respondingServer(() => body, status);
    const { exitCode, stderr } = run(['load', '--server', server.url], { folder });
    expect(await exitCode).toBe(2);
    expect(stderr.text).toBe(`rtms-mock: ${message.replace('URL', server.url)}\n`);
  },
);

test('on a terminal one line is refreshed', async () => {
  await using app = await answeringApp(200);
  const { exitCode, stderr } = run(
    ['load', '--webhook-url', app.url, '--meetings', '1', '--ramp', '0s', '--for', '100ms'],
    { folder, colour: true },
  );
  expect(await exitCode).toBe(1);
  expect(stderr.text).toContain('\r\u001B[K0 s  0/1 joined');
  expect(stderr.text.endsWith('\r\u001B[K')).toBe(true);
});
