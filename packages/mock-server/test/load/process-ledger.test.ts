import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { mergeFigures } from '../../src/figures/add-figures.js';
import type { NodeFigures, ServerFigures } from '../../src/figures/server-figures.js';
import { JournalRecorder } from '../../src/journal.js';
import { Measurement } from '../../src/load/measurement.js';
import { FigureBook } from '../../src/server/figures.js';

const NO_APP = new Map<number, undefined>();

/** A process of a server: its number, its id, its time, and the streams that its app has joined so far. */
function nodeOf(
  node: string,
  pid: number,
  atMs: number,
  joined: number,
  others: Partial<ServerFigures['streams']> = {},
): NodeFigures {
  const clock = new ManualClock();
  const book = new FigureBook(new JournalRecorder(clock), clock);
  const figures = book.figures({ streams: [], verdicts: new Map([['a', joined]]) });
  return {
    node,
    figures: {
      ...figures,
      atMs,
      streams: { ...figures.streams, joined, started: joined, active: joined, ...others },
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

test('a meeting that goes on in another process counts once', () => {
  const { samples, results } = measured(
    mergeFigures([nodeOf('1', 11, 51_000, 13), nodeOf('2', 12, 61_000, 23)]),
    mergeFigures([nodeOf('1', 11, 52_000, 13, { active: 36, continued: 23 })]),
  );
  expect(samples.map(({ joined }) => joined)).toEqual([6, 6]);
  expect(results).toMatchObject({ meetings: { connected: 6, joined: 6, continued: 23 }, lost: 0 });
});

test('meetings that were joined just before the end of their process are known by those that went on', () => {
  const { results } = measured(
    mergeFigures([nodeOf('1', 11, 51_000, 13), nodeOf('2', 12, 61_000, 21)]),
    mergeFigures([nodeOf('1', 11, 52_000, 13, { active: 36, continued: 23 })]),
  );
  expect(results).toMatchObject({ meetings: { joined: 6 }, lost: 0 });
});

test('meetings that nobody went on with are lost', () => {
  const { results } = measured(
    mergeFigures([
      nodeOf('1', 11, 51_000, 13),
      nodeOf('2', 12, 61_000, 23, { active: 21, interrupted: 2, lost: 2 }),
    ]),
    mergeFigures([nodeOf('1', 11, 52_000, 13, { active: 28, continued: 20, interrupted: 5, lost: 5 })]),
  );
  // Three did not go on, and five of those that did have lost their app.
  expect(results).toMatchObject({ meetings: { joined: 6, continued: 20 }, lost: 8 });
});

test('a meeting that moves from process to process counts once', () => {
  const { results } = measured(
    mergeFigures([nodeOf('1', 11, 51_000, 13), nodeOf('2', 12, 61_000, 23), nodeOf('3', 13, 1000, 0)]),
    mergeFigures([nodeOf('1', 11, 52_000, 13, { active: 36, continued: 23 }), nodeOf('3', 13, 2000, 0)]),
    mergeFigures([nodeOf('3', 13, 3000, 0, { active: 36, continued: 36 })]),
  );
  expect(results).toMatchObject({ meetings: { joined: 6 }, lost: 0 });
});

test('a meeting that a running process has handed over counts once', () => {
  const { results } = measured(
    mergeFigures([nodeOf('1', 11, 51_000, 13), nodeOf('2', 12, 61_000, 23)]),
    mergeFigures([
      nodeOf('1', 11, 52_000, 13, { active: 36, continued: 23 }),
      nodeOf('2', 12, 62_000, 23, { active: 0, handedOver: 23 }),
    ]),
    // And back.
    mergeFigures([
      nodeOf('1', 11, 53_000, 13, { active: 35, continued: 23, handedOver: 1 }),
      nodeOf('2', 12, 63_000, 23, { active: 1, handedOver: 23, continued: 1 }),
    ]),
  );
  expect(results).toMatchObject({ meetings: { joined: 6, continued: 24 }, lost: 0, mock: { ended: 0 } });
});
