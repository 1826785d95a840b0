import { expect, test } from 'vitest';
import { addedText, stateOf } from '../../src/check/play-transcript.js';

const OLD = { text: 'one\n', changedMs: 1 };

test.each([
  ['no file', undefined, undefined, 'missing'],
  ['a file that was removed', OLD, undefined, 'missing'],
  ['a file of an earlier run', OLD, OLD, 'unchanged'],
  ['a new file', undefined, { text: '', changedMs: 1 }, 'written'],
  ['the same words again', OLD, { text: 'one\n', changedMs: 2 }, 'written'],
])('%s: what the app did with it is known', (_case, before, after, state) => {
  expect(stateOf(before, after)).toBe(state);
});

test.each([
  ['added words', 'one\ntwo\n', 'two\n'],
  ['other words', 'two\n', 'two\n'],
  ['the same words again', 'one\n', 'one\n'],
])('%s: only those of this run are compared', (_case, text, added) => {
  expect(addedText(OLD, { text, changedMs: 2 })).toBe(added);
});
