import { setImmediate } from 'node:timers/promises';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import type { ServerFigures } from '../../src/figures/server-figures.js';
import type { LoadSample } from '../../src/load/load-report.js';
import { runLoad, type LoadInput, type LoadOutcome, type LoadServer } from '../../src/load/run-load.js';
import { JournalRecorder } from '../../src/journal.js';
import { FigureBook } from '../../src/server/figures.js';

/** A server whose app joins every meeting at once. */
class FakeServer implements LoadServer {
  readonly clock: ManualClock;
  readonly #book: FigureBook;
  /** Times at which meetings were started, in milliseconds. */
  readonly startedMs: number[] = [];
  ended: readonly string[] = [];
  readonly verdicts = new Map<string, number>([['webhook-late', 7]]);
  readonly errors = new Map<string, number>();
  /** Thrown by the start with this number. */
  refused = -1;
  isGone = false;
  /** The app never answers the webhook of the start with this number. */
  hanging = -1;

  constructor(clock: ManualClock) {
    this.clock = clock;
    this.#book = new FigureBook(new JournalRecorder(clock), clock);
  }

  async start(index: number): Promise<string> {
    this.startedMs.push(this.clock.now());
    if (index === this.refused) throw new Error('there is no room');
    if (index === this.hanging) return new Promise(() => {});
    return `stream-${index}`;
  }

  async figures(): Promise<ServerFigures> {
    if (this.isGone) throw new Error('no server answers');
    const figures = this.#book.figures({ streams: [], verdicts: this.verdicts, errors: this.errors });
    return {
      ...figures,
      streams: { ...figures.streams, joined: this.startedMs.length, active: this.startedMs.length },
    };
  }

  async end(streamIds: readonly string[]): Promise<void> {
    this.ended = streamIds;
    this.verdicts.set('joined-after-end', 1).set('webhook-late', 9);
    this.errors.set('joined-after-end', 1);
  }
}

interface Running {
  readonly server: FakeServer;
  readonly samples: LoadSample[];
  readonly stop: AbortController;
  /** Advances the time, and lets everything happen that follows from it. */
  advance(ms: number): Promise<void>;
  readonly outcome: Promise<LoadOutcome>;
}

function start(changes: Partial<LoadInput> = {}, prepare: (server: FakeServer) => void = () => {}): Running {
  const clock = new ManualClock();
  const server = new FakeServer(clock);
  prepare(server);
  const samples: LoadSample[] = [];
  const stop = new AbortController();
  const outcome = runLoad({
    server,
    meetings: 4,
    rampMs: 2000,
    forMs: 3000,
    readApp: () => Promise.resolve(new Map()),
    clock,
    signal: stop.signal,
    onStarting: () => {},
    onSample: (sample) => samples.push(sample),
    onEnding: () => {},
    ...changes,
  });
  return {
    server,
    samples,
    stop,
    outcome,
    advance: async (ms) => {
      await setImmediate();
      for (let passed = 0; passed < ms; passed += 100) {
        clock.advance(100);
        await setImmediate();
      }
    },
  };
}

test('starts meetings evenly over the ramp, and ends all of them after the time', async () => {
  const run = start();
  await run.advance(5000);
  const { started, failed, measured, isServerLost } = await run.outcome;
  expect(run.server.startedMs).toEqual([0, 500, 1000, 1500]);
  expect(run.samples.map(({ atMs, started: sofar }) => [atMs, sofar])).toEqual([
    [1000, 3],
    [2000, 4],
    [3000, 4],
    [4000, 4],
    [5000, 4],
  ]);
  expect(run.server.ended).toEqual(['stream-0', 'stream-1', 'stream-2', 'stream-3']);
  expect({ started, failed, isServerLost }).toEqual({ started: 4, failed: 0, isServerLost: false });
  expect(measured.meetings.joined).toBe(4);
});

test('a signal ends the ramp, and what runs by then', async () => {
  const run = start();
  await run.advance(700);
  run.stop.abort();
  const { started } = await run.outcome;
  expect([started, run.server.ended.length, run.samples.length]).toEqual([2, 2, 1]);
});

test('a meeting that is refused is counted with its reason, and the others go on', async () => {
  const run = start({}, (server) => {
    server.refused = 1;
  });
  await run.advance(5000);
  expect(await run.outcome).toMatchObject({ started: 3, failed: 1, failure: 'there is no room' });
  expect(run.server.ended).toHaveLength(3);
});

test('ends when the server is gone, with what was measured', async () => {
  const run = start();
  await run.advance(2500);
  run.server.isGone = true;
  await run.advance(1000);
  expect(await run.outcome).toMatchObject({
    isServerLost: true,
    failure: 'the server no longer answers; what was measured until then counts',
    started: 4,
    // All of them ran.
    measured: { meetings: { joined: 4 }, lost: 4 },
  });
  expect(run.server.ended).toEqual([]);
});

test('says why it is the end, not why a start was refused before', async () => {
  const run = start({}, (server) => {
    server.refused = 1;
  });
  await run.advance(2500);
  run.server.isGone = true;
  await run.advance(1000);
  expect((await run.outcome).failure).toMatch(/^the server no longer answers/);
});

test('says at the end how many webhooks are not answered', async () => {
  const endings: (readonly number[])[] = [];
  const onEnding = (...counts: readonly number[]): void => void endings.push(counts);
  const run = start({ onEnding }, (server) => {
    server.hanging = 1;
  });
  await run.advance(25_000);
  await run.outcome;
  expect(endings).toEqual([[4, 1]]);
});

test('a signal at the end ends the wait for answers to webhooks', async () => {
  const run = start({}, (server) => {
    server.hanging = 1;
  });
  await run.advance(5000);
  expect(run.samples).toHaveLength(5);
  run.stop.abort();
  expect((await run.outcome).started).toBe(4);
  expect(run.server.ended).toEqual(['stream-0', 'stream-2', 'stream-3']);
});

test('starts nothing, and says nothing, if no server answers', async () => {
  let starting = 0;
  const run = start({ onStarting: () => void (starting += 1) }, (server) => {
    server.isGone = true;
  });
  await expect(run.outcome).rejects.toThrow('no server answers');
  expect([starting, run.server.startedMs]).toEqual([0, []]);
});

test('only verdicts of the run count, those about the end too', async () => {
  const run = start();
  await run.advance(5000);
  const { measured } = await run.outcome;
  expect(measured.verdicts).toMatchObject([
    { rule: 'joined-after-end', severity: 'error', count: 1, errors: 1, timed: false },
    // The app was late with a webhook that is not the start: this is a warning.
    { rule: 'webhook-late', severity: 'warning', count: 2, errors: 0, timed: true },
  ]);
});

test('processor and memory of the app, also of one that ends', async () => {
  let reads = 0;
  const run = start({
    readApp: () => {
      reads += 1;
      const second = reads === 6 ? undefined : { cpuMs: 0, residentBytes: 5 };
      return Promise.resolve(
        new Map([
          [7, { cpuMs: 1000 + reads * 500, residentBytes: 10 * reads }],
          [8, second],
        ]),
      );
    },
  });
  await run.advance(5000);
  const { measured } = await run.outcome;
  expect(measured.app).toEqual({
    pids: [7, 8],
    ended: [8],
    cpuPercent: 50,
    cpuMaxPercent: 50,
    residentMaxBytes: 60,
  });
});
