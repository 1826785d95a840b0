import { expect, test } from 'vitest';
import { speakerAt, speakerTurns } from '../../src/media/sources/speaker-turns.js';

const says = (speaker: number, startMs: number, endMs: number) => ({
  speaker,
  startMs,
  endMs,
  text: 'text',
  language: 'en',
});

test('the last to begin is the active speaker; after an interruption it is the one who still speaks', () => {
  const turns = speakerTurns([
    says(0, 100, 1000),
    says(1, 300, 500),
    says(2, 900, 1200),
    says(2, 1300, 1400),
  ]);
  expect(turns).toEqual([
    { atMs: 100, speaker: 0 },
    { atMs: 300, speaker: 1 },
    { atMs: 500, speaker: 0 },
    { atMs: 900, speaker: 2 },
  ]);
  expect([100, 299, 300, 499, 500, 899, 900, 5000].map((at) => speakerAt(turns, at))).toEqual([
    0, 0, 1, 1, 0, 0, 2, 2,
  ]);
});

test('before the first turn the last speaker of the loop speaks; without utterances nobody does', () => {
  expect(speakerAt(speakerTurns([says(0, 100, 200), says(1, 300, 400)]), 50)).toBe(1);
  expect(speakerAt([], 50)).toBeUndefined();
});
