import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { addFigures } from '../../src/figures/add-figures.js';
import { Histogram } from '../../src/figures/histogram.js';
import type { ServerFigures } from '../../src/figures/server-figures.js';
import { JournalRecorder } from '../../src/journal.js';
import { FigureBook } from '../../src/server/figures.js';

/** Figures of one server, which has sent a frame `latenessMs` too late. */
function figuresOf(latenessMs: number, verdicts: readonly (readonly [string, number])[]): ServerFigures {
  const clock = new ManualClock();
  const book = new FigureBook(new JournalRecorder(clock), clock);
  book.media.countSent(100, latenessMs);
  return book.figures({ streams: [], verdicts: new Map(verdicts) });
}

test('adds counts and histograms of several servers', () => {
  const all = [
    figuresOf(3, [['a', 1]]),
    figuresOf(40, [
      ['a', 2],
      ['b', 5],
    ]),
  ];
  const sum = addFigures(all);
  expect(sum).toMatchObject({
    media: { frames: 2, bytes: 200 },
    verdicts: { a: 3, b: 5 },
    process: { processes: 2 },
  });
  expect(Histogram.from(sum.lateness).percentile(99)).toBe(40);
  expect(sum.lateness).toMatchObject({ count: 2, maxMs: 40 });
});

test('adds the causes of webhooks that were not accepted', () => {
  const { webhooks, ...rest } = figuresOf(3, []);
  const all = [{ '500': 1 }, { '500': 2, timeout: 1 }].map((causes) => ({
    ...rest,
    webhooks: { ...webhooks, causes },
  }));
  expect(addFigures(all).webhooks.causes).toEqual({ '500': 3, timeout: 1 });
});

test('a single server keeps its figures', () => {
  const figures = figuresOf(3, [['a', 1]]);
  expect(addFigures([figures])).toEqual(figures);
});
