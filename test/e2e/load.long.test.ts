/** The command `load` as users run it: many meetings with one app, each in a process of its own. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentedApp } from './documented-app.js';
import { freePort } from '../support/free-port.js';
import { Program } from './processes.js';

/** The example app, as docs/load.md starts it. It is silent, so it cannot tell its port; `load` waits until it listens. */
async function startApp(): Promise<{ readonly app: Program; readonly url: string }> {
  const port = await freePort();
  const { variables, file } = documentedApp();
  const app = new Program(file, [], { ...variables, ZM_RTMS_PORT: String(port) });
  return { app, url: `http://127.0.0.1:${port}${variables['ZM_RTMS_PATH'] ?? ''}` };
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
    const report = `json=${file},markdown=${file}.md,svg=${file}.svg`;
    await using load = new Program('packages/mock-server/bin/rtms-mock.js', [
      ...args,
      '--pid',
      String(app.pid),
      '--report',
      report,
    ]);
    const exitCode = await load.exit();
    const result = JSON.parse(await readFile(file, 'utf8')) as Report;
    expect(result.meetings, load.output).toEqual({
      started: 500,
      failed: 0,
      connected: 500,
      joined: 500,
      continued: 0,
    });
    expect({ exitCode, inReport: result.exitCode }, load.output).toEqual({ exitCode: 0, inReport: 0 });
    expect(result).toMatchObject({ join: { count: 500 }, interruptions: 0, app: { ended: [] } });
    expect(result.keepAlive.count).toBeGreaterThanOrEqual(500);
    expect(result.waiting.count).toBeGreaterThan(5000);
    expect(result.media.frames).toBeGreaterThan(500_000 / 4);
    expect(result.app.residentMaxBytes).toBeGreaterThan(0);
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

test('workers play the meetings, and their figures are added', { timeout: 60_000 }, async () => {
  const { app, url } = await startApp();
  await using _app = app;
  const args = `load --webhook-url ${url} --meetings 10 --ramp 1s --for 4s --workers 2 --log-format json`;
  await using load = new Program('packages/mock-server/bin/rtms-mock.js', args.split(' '));
  expect(await load.exit(), load.output).toBe(0);
  const report = JSON.parse(await load.line(/"msg":"report"/)) as Report & {
    readonly mock: { readonly processes: number };
  };
  expect(report.meetings).toMatchObject({ started: 10, joined: 10 });
  expect(report.mock.processes).toBeGreaterThanOrEqual(2);
  expect(report.join.count).toBe(10);
});
