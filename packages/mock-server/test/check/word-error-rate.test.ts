import { expect, test } from 'vitest';
import { spokenText, wordErrorRate, wordsOf } from '../../src/check/word-error-rate.js';

test.each([
  ['the same words', 'one two three four', 'one two three four', 0],
  ['another word', 'one two three four', 'one too three four', 0.25],
  ['a missing word', 'one two three four', 'one three four', 0.25],
  ['an additional word', 'one two three four', 'one two and three four', 0.25],
  ['nothing', 'one two', '', 1],
  ['nothing, where nothing was said', '', '', 0],
])('%s: the rate is right', (_case, said, found, rate) => {
  expect(wordErrorRate(wordsOf(said), wordsOf(found))).toBe(rate);
});

test('letter case, punctuation and kinds of apostrophes make no difference', () => {
  expect(wordsOf('Hello, World! It’s 5 o’clock – über-cool.')).toEqual([
    'hello',
    'world',
    "it's",
    '5',
    "o'clock",
    'über',
    'cool',
  ]);
});

test.each([
  [
    'WebVTT',
    'WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Ana Ruiz>Good morning.\n\n2\n00:00:03.000 --> 00:00:04.000\nBo Lind: Hello.\n',
  ],
  [
    'SubRip',
    '1\n00:00:01,000 --> 00:00:02,000\nAna Ruiz: Good morning.\n\n2\n00:00:03,000 --> 00:00:04,000\nHello.\n',
  ],
  [
    'JSON',
    '{"segments": [{"speaker": "Ana Ruiz", "text": "Good morning."}, {"text": "Hello.", "start": 3}]}',
  ],
  [
    'JSON lines',
    '{"user_name":"Ana Ruiz","data":"Good morning."}\n{"user_name":"Bo Lind","data":"Hello."}\n',
  ],
  ['text with names and times', '[00:01] Ana Ruiz: Good morning.\n12:00:03 bo lind: Hello.\n'],
  ['text', 'Good morning. Hello.'],
])('the words of %s are found', (_format, text) => {
  expect(wordsOf(spokenText(text, ['Ana Ruiz', 'Bo Lind']))).toEqual(['good', 'morning', 'hello']);
});
