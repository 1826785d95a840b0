import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { mergeFigures } from '../../src/figures/add-figures.js';
import type { NodeFigures, ServerFigures } from '../../src/figures/server-figures.js';
import { JournalRecorder } from '../../src/journal.js';
import { Measurement } from '../../src/load/measurement.js';
import { FigureBook } from '../../src/server/figures.js';

const NO_APP = new Map<number, undefined>();

/** A process of a server: its number, its id, its time, and the streams that its app has joined so far. */
function nodeOf(node: string, pid: number, atMs: number, joined: number): NodeFigures {
  const clock = new ManualClock();
  const book = new FigureBook(new JournalRecorder(clock), clock);
  const figures = book.figures({ streams: [], verdicts: new Map([['a', joined]]) });
  return {
    node,
    figures: {
      ...figures,
      atMs,
      streams: { ...figures.streams, joined, started: joined, active: joined },
      process: { pid, cpuMs: atMs / 2, residentBytes: 1000, processes: 1 },
    },
  };
}

const BASELINE = mergeFigures([nodeOf('1', 11, 50_000, 10), nodeOf('2', 12, 60_000, 20)]);

function measured(...later: readonly ServerFigures[]) {
  const measurement = new Measurement(BASELINE, NO_APP);
  const samples = later.map((figures) => measurement.add(figures, NO_APP, 6, true));
  return { samples, results: measurement.results };
}

test('meetings of a process that ends stay counted, and the report says that one has ended', () => {
  const { samples, results } = measured(
    mergeFigures([nodeOf('1', 11, 51_000, 13), nodeOf('2', 12, 61_000, 23)]),
    mergeFigures([nodeOf('1', 11, 52_000, 13)]),
  );
  expect(samples.map(({ atMs, joined, mockCpuPercent }) => [atMs, joined, mockCpuPercent])).toEqual([
    [1000, 6, 100],
    [2000, 6, 50],
  ]);
  expect(results).toMatchObject({ meetings: { joined: 6 }, mock: { processes: 1, ended: 1 } });
  expect(results.mock.limits).toEqual([expect.stringContaining('The measurement is incomplete')]);
});

test('a process with the same number and another id has a count of its own', () => {
  const { samples, results } = measured(
    mergeFigures([nodeOf('1', 11, 51_000, 13), nodeOf('2', 12, 61_000, 21)]),
    mergeFigures([nodeOf('1', 11, 52_000, 13), nodeOf('2', 99, 500, 2)]),
    mergeFigures([nodeOf('1', 11, 53_000, 13), nodeOf('2', 99, 1500, 2)]),
  );
  expect(samples.map(({ atMs, joined }) => [atMs, joined])).toEqual([
    [1000, 4],
    [2000, 6],
    [3000, 6],
  ]);
  expect(results.mock).toMatchObject({ processes: 2, ended: 1 });
});

test('a process that does not answer once has not ended', () => {
  const { results } = measured(
    mergeFigures([nodeOf('1', 11, 51_000, 13)]),
    mergeFigures([nodeOf('1', 11, 52_000, 13), nodeOf('2', 12, 62_000, 23)]),
  );
  expect(results).toMatchObject({ meetings: { joined: 6 }, mock: { processes: 2, ended: 0, limits: [] } });
});

test('progress has no more meetings than were started, although those that move join twice', () => {
  const { samples } = measured(
    mergeFigures([nodeOf('1', 11, 51_000, 13), nodeOf('2', 12, 61_000, 23)]),
    mergeFigures([nodeOf('1', 11, 52_000, 16)]),
  );
  expect(samples.map(({ joined }) => joined)).toEqual([6, 6]);
});
