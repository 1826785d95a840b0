import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { mergeFigures } from '../../src/figures/add-figures.js';
import { NEWER_FIGURES, readFigures } from '../../src/figures/read-figures.js';
import type { ServerFigures } from '../../src/figures/server-figures.js';
import { namedClause } from '../../src/input/reading.js';
import { JournalRecorder } from '../../src/journal.js';
import { FigureBook } from '../../src/server/figures.js';

function currentFigures() {
  const clock = new ManualClock();
  const book = new FigureBook(new JournalRecorder(clock), clock);
  book.media.countSent(100, 3);
  return book.figures({ streams: [], verdicts: new Map([['webhook-late', 2]]) });
}

/** As the first version of the server that had figures. */
function oldFigures(): object {
  const { firstFrame: _1, firstMedia: _2, errors: _3, ...figures } = currentFigures();
  const { causes: _4, ...webhooks } = figures.webhooks;
  const { started, connected, joined, active, interruptions } = figures.streams;
  const { sumMs: _5, ...lateness } = figures.lateness;
  return { ...figures, webhooks, lateness, streams: { started, connected, joined, active, interruptions } };
}

test('figures of this version are read as they are', () => {
  const figures = currentFigures();
  const ofSeveral = mergeFigures([
    { node: '1', figures },
    { node: '2', figures: currentFigures() },
  ]);
  for (const given of [figures, ofSeveral]) {
    expect(readFigures(JSON.parse(JSON.stringify(given)))).toEqual({
      ok: true,
      value: { figures: given, missing: [] },
    });
  }
});

test('what an older server does not give is named, and is 0', () => {
  const reading = readFigures(oldFigures());
  if (!reading.ok) throw new Error('it can be read');
  const { figures, missing } = reading.value;
  expect(missing).toEqual(NEWER_FIGURES);
  expect(figures.streams).toMatchObject({ joined: 0, lost: 0, continued: 0 });
  expect(figures.webhooks.causes).toEqual({});
  expect(figures.firstFrame.count).toBe(0);
  expect(figures.lateness).toMatchObject({ count: 1, sumMs: 0 });
});

test('one older process of several is enough', () => {
  const { streams, ...others } = currentFigures();
  const { lost: _, ...older } = streams;
  const nodes = [
    { node: '1', figures: currentFigures() },
    { node: '2', figures: { ...others, streams: older } },
  ];
  const reading = readFigures({ ...currentFigures(), nodes });
  expect(reading).toMatchObject({ ok: true, value: { missing: ['streams.lost'] } });
});

test('a front adds up what processes of several versions give, and does not hide what is missing', () => {
  const old = oldFigures() as ServerFigures;
  const figures = mergeFigures([
    { node: '1', figures: currentFigures() },
    { node: '2', figures: old },
  ]);
  expect(figures.media.frames).toBe(2);
  expect(figures.streams.lost).toBe(0);
  expect(readFigures(JSON.parse(JSON.stringify(figures)))).toMatchObject({
    value: { missing: NEWER_FIGURES },
  });
  const none = { node: '3', figures: {} as ServerFigures };
  expect(() => mergeFigures([none])).toThrow('3 gives no figures: atMs is missing');
});

test('a figure that a front could not add up is missing', () => {
  const { streams } = currentFigures();
  const reading = readFigures({ ...currentFigures(), streams: { ...streams, lost: null } });
  expect(reading).toMatchObject({ ok: true, value: { missing: ['streams.lost'] } });
});

test.each([
  ['no object', [], 'the response must be an object, found an array'],
  ['another program', { status: 'ok' }, 'atMs is missing; it is a number, 0 or more'],
  ['a string', { ...currentFigures(), atMs: '5' }, 'atMs must be a number, 0 or more, found "5"'],
  [
    'a wrong histogram',
    { ...currentFigures(), join: { ...currentFigures().join, buckets: [[1, 'many']] } },
    'join.buckets[0] must be an array of two numbers, found an array',
  ],
  [
    'a wrong count',
    { ...currentFigures(), verdicts: { 'webhook-late': -1 } },
    'verdicts.webhook-late must be a number, 0 or more, found -1',
  ],
  [
    'wrong processes',
    { ...currentFigures(), nodes: [{ node: '1' }] },
    'nodes[0].figures must be an object, found undefined',
  ],
])('%s is refused in words', (_, data, problem) => {
  const reading = readFigures(data);
  if (reading.ok) throw new Error('it cannot be read');
  expect(namedClause(reading.problems[0], 'the response')).toBe(problem);
});
