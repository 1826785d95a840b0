/** The command `load` as users run it: many meetings with one app, each in a process of its own. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEV_CREDENTIALS } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { Program } from './processes.js';

const [{ clientId, clientSecret }] = DEV_CREDENTIALS.apps;

/** The example app on a free port. */
async function startApp(): Promise<{ readonly app: Program; readonly url: string }> {
  const app = new Program('examples/load/app.mjs', [], {
    ZM_RTMS_CLIENT: clientId,
    ZM_RTMS_SECRET: clientSecret,
    ZM_RTMS_WEBHOOK_SECRET: DEV_CREDENTIALS.secretToken,
    ZM_RTMS_PORT: '0',
  });
  const listening = await app.line(/Listening for webhooks at/);
  return { app, url: /http:[^\s,]+/.exec(listening)?.[0] ?? '' };
}

interface Report {
  readonly exitCode: number;
  readonly meetings: object;
  readonly join: { readonly count: number };
  readonly keepAlive: { readonly count: number };
  readonly waiting: { readonly count: number };
  readonly media: { readonly frames: number };
  readonly app: { readonly residentMaxBytes: number; readonly ended: readonly number[] };
  readonly interruptions: number;
}

test('one app joins 500 meetings at once', { timeout: 180_000 }, async () => {
  const { app, url } = await startApp();
  await using _app = app;
  const folder = await mkdtemp(join(tmpdir(), 'rtms-mock-load-'));
  try {
    const file = join(folder, 'load.json');
    const args =
      `load --webhook-url ${url} --meetings 500 --ramp 10s --for 20s --speakers rotate --keep-alive 5s`.split(
        ' ',
      );
    await using load = new Program('packages/mock-server/bin/rtms-mock.js', [
      ...args,
      ...['--pid', String(app.pid), '--report', `json=${file},markdown=${file}.md,svg=${file}.svg`],
    ]);
    const exitCode = await load.exit();
    const report = JSON.parse(await readFile(file, 'utf8')) as Report;
    expect(report.meetings, load.output).toEqual({ started: 500, failed: 0, connected: 500, joined: 500 });
    expect({ exitCode, inReport: report.exitCode }, load.output).toEqual({ exitCode: 0, inReport: 0 });
    expect(report).toMatchObject({ join: { count: 500 }, interruptions: 0, app: { ended: [] } });
    expect(report.keepAlive.count).toBeGreaterThanOrEqual(500);
    expect(report.waiting.count).toBeGreaterThan(5000);
    expect(report.media.frames).toBeGreaterThan(500_000 / 4);
    expect(report.app.residentMaxBytes).toBeGreaterThan(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('an app that is killed halfway fails the run, which goes on', { timeout: 60_000 }, async () => {
  const { app, url } = await startApp();
  await using _app = app;
  const args = `load --webhook-url ${url} --meetings 5 --ramp 0s --for 8s --log-format json`.split(' ');
  await using load = new Program('packages/mock-server/bin/rtms-mock.js', [
    ...args,
    '--pid',
    String(app.pid),
  ]);
  await load.line(/"msg":"sample".*"joined":5,/);
  app.signal('SIGKILL');
  expect(await load.exit(), load.output).toBe(1);
  const report = JSON.parse(await load.line(/"msg":"report"/)) as Report & { readonly lost: number };
  expect(report.app.ended).toEqual([app.pid]);
  expect(report.lost).toBe(5);
});
