/** Runs the recipes for k6 and Artillery, which are not installed here, against a server and an app. */
import { execFile } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { startYourApp } from '../../examples/your-app.js';
import { ROOT } from '../e2e/processes.js';

const STAND_INS = join(import.meta.dirname, 'k6');
const K6_MODULES = { k6: 'k6.mjs', 'k6/http': 'http.mjs', 'k6/metrics': 'metrics.mjs' } as const;

interface K6Report {
  readonly checks: { readonly [name: string]: boolean };
  readonly metrics: { readonly [name: string]: readonly number[] };
  readonly slept: readonly number[];
  readonly options: { readonly thresholds: object };
}

test('the recipe for k6 starts a meeting, waits for the app, and reports its times', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, speed: 10 });
  await using app = await startYourApp(server.credentials);
  const folder = await mkdtemp(join(tmpdir(), 'rtms-mock-k6-'));
  try {
    const script = join(folder, 'script.mjs');
    await writeFile(script, await withStandIns('examples/load/k6.js'));
    const { stdout } = await promisify(execFile)(process.execPath, [join(STAND_INS, 'run.mjs'), script], {
      env: { PATH: process.env['PATH'], RTMS_MOCK_URL: server.controlUrl, WEBHOOK_URL: app.webhookUrl },
    });
    const { checks, metrics, slept, options } = JSON.parse(stdout) as K6Report;
    expect(checks).toEqual({ 'the meeting started': true, 'the app joined': true });
    expect(metrics['rtms_join']).toHaveLength(1);
    expect(metrics['rtms_interruptions']).toEqual([0]);
    expect(slept).toEqual([60]);
    const own = Object.keys(options.thresholds).filter((name) => name.startsWith('rtms_'));
    expect(Object.keys(metrics).toSorted()).toEqual(own.toSorted());
    expect(server.meetings().map(({ meetingEnded }) => meetingEnded)).toEqual([true]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function withStandIns(file: string): Promise<string> {
  const source = await readFile(join(ROOT, file), 'utf8');
  return source.replaceAll(/from '(k6[^']*)'/g, (_match, name: keyof typeof K6_MODULES) => {
    return `from '${pathToFileURL(join(STAND_INS, K6_MODULES[name])).href}'`;
  });
}

/** One step of an Artillery scenario, as far as the recipe uses them. */
interface ArtilleryStep {
  readonly think?: number;
  readonly get?: ArtilleryRequest;
  readonly post?: ArtilleryRequest;
}

interface ArtilleryRequest {
  readonly url: string;
  readonly json?: object;
  readonly capture?: readonly { readonly json: string; readonly as: string }[];
  readonly expect: readonly { readonly statusCode: number }[];
  readonly afterResponse?: string;
}

interface ArtilleryScript {
  readonly config: {
    readonly processor: string;
    readonly ensure: { readonly thresholds: readonly object[] };
  };
  readonly scenarios: readonly { readonly flow: readonly ArtilleryStep[] }[];
}

type Hook = (
  request: object,
  response: object,
  context: object,
  events: EventEmitter,
  done: () => void,
) => void;

/** Keys that Artillery documents, as far as the recipe uses them. */
const KEYS: { readonly [place: string]: readonly string[] } = {
  '': ['config', 'scenarios'],
  config: ['target', 'processor', 'http', 'phases', 'plugins', 'ensure'],
  phases: ['name', 'duration', 'arrivalRate', 'rampTo'],
  scenarios: ['name', 'flow'],
  ensure: ['thresholds', 'conditions'],
  request: ['url', 'json', 'capture', 'expect', 'afterResponse'],
};

test('the recipe for Artillery has documented keys only', async () => {
  const script = (await artilleryScript()) as ArtilleryScript & {
    readonly config: { readonly phases: readonly object[] };
  };
  const requests = script.scenarios.flatMap(({ flow }) => flow.map(({ get, post }) => get ?? post ?? {}));
  const places: readonly (readonly [string, readonly object[]])[] = [
    ['', [script]],
    ['config', [script.config]],
    ['phases', script.config.phases],
    ['scenarios', script.scenarios],
    ['ensure', [script.config.ensure]],
    ['request', requests],
  ];
  for (const [place, objects] of places) {
    const unknown = objects
      .flatMap((one) => Object.keys(one))
      .filter((key) => KEYS[place]?.includes(key) !== true);
    expect(unknown, place).toEqual([]);
  }
});

test('the recipe for Artillery starts a meeting, waits for the app, and reports its times', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, speed: 10 });
  await using app = await startYourApp(server.credentials);
  const { config, scenarios } = await artilleryScript();
  const hooks = createRequire(join(ROOT, 'examples/load/'))(config.processor) as {
    readonly [name: string]: Hook;
  };
  const emitted: (readonly [string, string])[] = [];
  const events = new EventEmitter();
  for (const kind of ['histogram', 'counter']) {
    events.on(kind, (name: string) => emitted.push([kind, name]));
  }
  const variables: { [name: string]: string } = { '$env.WEBHOOK_URL': app.webhookUrl };
  const filled = (text: string): string =>
    text.replaceAll(/\{\{ (\S+) \}\}/g, (_match, name: string) => variables[name] ?? `no ${name}`);
  for (const { get, post } of scenarios[0]?.flow ?? []) {
    const request = get ?? post;
    if (request === undefined) continue;
    const response = await fetch(`${server.controlUrl}${filled(request.url)}`, {
      method: post ? 'POST' : 'GET',
      ...(request.json && {
        headers: { 'content-type': 'application/json' },
        body: filled(JSON.stringify(request.json)),
      }),
    });
    const body = await response.text();
    expect(response.status, body).toBe(request.expect[0]?.statusCode);
    const answer = JSON.parse(body) as { readonly [field: string]: string };
    for (const { json, as } of request.capture ?? []) variables[as] = answer[json.replace('$.', '')] ?? '';
    if (request.afterResponse !== undefined)
      hooks[request.afterResponse]?.({}, { body }, {}, events, () => {});
  }
  expect(emitted).toContainEqual(['histogram', 'rtms.join']);
  expect(emitted).toContainEqual(['counter', 'rtms.interruptions']);
  const judged = config.ensure.thresholds.flatMap((threshold) => Object.keys(threshold));
  expect(judged).toEqual(['rtms.join.p99', 'rtms.keep_alive_max.p99']);
  expect(server.meetings().map(({ meetingEnded }) => meetingEnded)).toEqual([true]);
});

async function artilleryScript(): Promise<ArtilleryScript> {
  return parse(await readFile(join(ROOT, 'examples/load/artillery.yml'), 'utf8')) as ArtilleryScript;
}
