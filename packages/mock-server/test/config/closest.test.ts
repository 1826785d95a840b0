import { expect, test } from 'vitest';
import { closest } from '../../src/input/closest.js';

test.each([
  ['2027', ['2025', '2026', 'string'], '2026'],
  ['2024', ['2026', '2025', 'string'], '2025'],
  ['205', ['2026', '2025', 'string'], '2025'],
  ['mut', ['unmute', 'mute'], 'mute'],
  ['bat', ['cat', 'rat'], 'cat'],
  ['pause', ['2025', '2026'], undefined],
])('%s among %j is taken for %s', (word, known, meant) => {
  expect(closest(word, known)).toBe(meant);
});
