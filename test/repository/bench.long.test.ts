import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const number = expect.any(Number) as number;

const execute = promisify(execFile);

const program = ['--conditions=@rtms-mock/source', '--import', 'tsx', 'bench/main.ts'];

function bench(...args: string[]): Promise<{ readonly stdout: string }> {
  return execute(process.execPath, [...program, ...args], { cwd: root });
}

/** Results of some measurements with small numbers. */
async function measured(...names: string[]): Promise<unknown> {
  const { stdout } = await bench('--quick', '--json=-', ...names.map((name) => `--only=${name}`));
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

test('the bench lets more and more streams of two workers play', { timeout: 60_000 }, async () => {
  const step = { streams: 4, delivered: number, p99Ms: number, cpu: number, readerCpu: number };
  expect(await measured('workers')).toMatchObject({
    capacity: [1, 2].map((count) => ({
      players: { kind: 'workers', count },
      steps: expect.arrayContaining([{ ...step, streams: 2 }]) as unknown,
    })),
  });
});

test(
  'the bench measures the client, and virtual time, in which nothing is lost',
  { timeout: 60_000 },
  async () => {
    const complete = { seconds: 10, timesRealTime: number, lost: 0, lagging: 0 };
    expect(await measured('virtual', 'client')).toMatchObject({
      client: [{ sessions: 2, against: 'ws', clientMicros: number, otherMicros: number, ratio: number }],
      virtualTime: [
        { media: 'all', ...complete, read: { audio: 501, video: 251 } },
        { media: 'speech', ...complete, read: { audio: 501, video: 0 } },
      ],
    });
  },
);

test(
  'the bench measures first preparations and first uses, and meetings that start at once',
  { timeout: 120_000 },
  async () => {
    const stall = { format: expect.any(String) as string, medianMs: number, maxMs: number };
    const use = { use: expect.any(String) as string, medianMs: number, maxMs: number };
    expect(await measured('preparation', 'first-use', 'meetings')).toMatchObject({
      stalls: [stall, stall, stall, stall, stall],
      firstUses: expect.arrayContaining([use]) as unknown,
      meetingStart: { meetings: 3, p50Ms: number, p99Ms: number },
      plainStart: { meetings: 3, p50Ms: number, p99Ms: number },
    });
  },
);

test(
  'the bench compares the working tree with a commit, and leaves nothing behind',
  {
    timeout: 120_000,
  },
  async () => {
    const { stdout } = await bench('--against=HEAD', '--quick', '--json=-', '--only=virtual');
    const compared = {
      name: 'virtual',
      here: number,
      there: number,
      ratio: number,
      spread: [number, number],
    };
    expect(JSON.parse(stdout)).toMatchObject({
      against: { hash: expect.stringMatching(/^[0-9a-f]{40}$/) as string },
      compared: [compared, compared, compared, compared],
    });
    expect((await execute('git', ['worktree', 'list'], { cwd: root })).stdout).not.toContain(
      'rtms-mock-bench-',
    );
  },
);

test('the bench of recording leaves no cassettes behind', { timeout: 60_000 }, async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'rtms-mock-test-'));
  try {
    const args = [...program, '--quick', '--json=-', '--only=record'];
    const { stdout } = await execute(process.execPath, args, {
      cwd: root,
      env: { ...process.env, TMPDIR: temporary, TEMP: temporary },
    });
    expect(JSON.parse(stdout)).toMatchObject({ recording: [{ name: 'bench.rtms.jsonl' }, {}] });
    const left = (await readdir(temporary)).filter((name) => name.startsWith('rtms-mock-bench-'));
    expect(left).toEqual([]);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
});

test('a commit that does not exist is refused with one sentence', async () => {
  await expect(bench('--against', 'no-such-commit')).rejects.toMatchObject({
    code: 2,
    stderr:
      'bench: --against needs a commit of this repository, such as HEAD~1 or main, found "no-such-commit"\n',
  });
});
