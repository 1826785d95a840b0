import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { mergeFigures } from '../../src/figures/add-figures.js';
import { readFigures } from '../../src/figures/read-figures.js';
import { namedClause } from '../../src/input/reading.js';
import { JournalRecorder } from '../../src/journal.js';
import { FigureBook } from '../../src/server/figures.js';

function currentFigures() {
  const clock = new ManualClock();
  const book = new FigureBook(new JournalRecorder(clock), clock);
  book.media.countSent(100, 3);
  return book.figures({ streams: [], verdicts: new Map([['webhook-late', 2]]) });
}

test('figures are read as they are', () => {
  const figures = currentFigures();
  const ofSeveral = mergeFigures([
    { node: '1', figures },
    { node: '2', figures: currentFigures() },
  ]);
  for (const given of [figures, ofSeveral]) {
    expect(readFigures(JSON.parse(JSON.stringify(given)))).toEqual({ ok: true, value: given });
  }
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
