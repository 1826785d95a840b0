import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const number = expect.any(Number) as number;

/** Results of some measurements with small numbers. */
async function measured(...names: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--conditions=@rtms-mock/source',
      '--import',
      'tsx',
      'bench/main.ts',
      '--quick',
      '--json=-',
      ...names.map((name) => `--only=${name}`),
    ],
    { cwd: root },
  );
  return JSON.parse(stdout);
}

// These tests check the form of the results only: they do not depend on the speed of the machine.

test('the bench measures cost, lateness and memory with real processes', { timeout: 60_000 }, async () => {
  const cost = {
    rtmsMockMicros: number,
    readyFramesMicros: number,
    stringifyMicros: number,
    timesReadyFrames: number,
    cheaperThanStringify: number,
  };
  const latenessMs = { p50: number, p95: number, p99: number, max: number };
  expect(await measured('cost', 'lateness', 'memory')).toMatchObject({
    quick: true,
    costs: [
      { kind: 'audio', bytes: 640, ...cost },
      { kind: 'video', bytes: 12_000, ...cost },
    ],
    lateness: [
      { kind: 'audio', streams: 5, messagesPerSecond: number, latenessMs },
      { kind: 'video', streams: 2, messagesPerSecond: number, latenessMs },
    ],
    memory: [{ streams: 3, megabytes: number, kilobytesPerStream: number }],
    startUp: null,
  });
});

test('the bench measures virtual time, in which nothing is lost', { timeout: 60_000 }, async () => {
  const complete = { seconds: 10, timesRealTime: number, lost: 0, lagging: 0 };
  expect(await measured('virtual')).toMatchObject({
    virtualTime: [
      { media: 'all', ...complete, read: { audio: 501, video: 251 } },
      { media: 'speech', ...complete, read: { audio: 501, video: 0 } },
    ],
  });
});
