import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);

/** Checks the form of the results only: tests do not depend on the speed of the machine. */
test('the bench measures cost, lateness and memory with real processes', { timeout: 60_000 }, async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--conditions=@rtms-mock/source',
      '--import',
      'tsx',
      'bench/main.ts',
      '--quick',
      '--json=-',
      ...['cost', 'lateness', 'memory'].map((name) => `--only=${name}`),
    ],
    { cwd: root },
  );
  const number = expect.any(Number) as number;
  const cost = {
    rtmsMockMicros: number,
    readyFramesMicros: number,
    stringifyMicros: number,
    timesReadyFrames: number,
    cheaperThanStringify: number,
  };
  const latenessMs = { p50: number, p95: number, p99: number, max: number };
  expect(JSON.parse(stdout)).toMatchObject({
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
