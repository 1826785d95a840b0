/** Pages that say how many scenarios `rtms-mock check` plays. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checksOf, type SUITES } from '../../packages/mock-server/src/check/suite.js';

const ROOT = join(import.meta.dirname, '../..');

/** Numbers that pages write as a word. */
const WORDS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** As the last line of a run counts: with the validation of the webhook URL. */
function countOf(suite: (typeof SUITES)[number]): string {
  const count = checksOf([suite]).checks.length + 1;
  return WORDS[count] ?? String(count);
}

test.each([
  ['docs/tests-in-any-language.md', /the default, plays (\w+) scenarios/, 'basic'],
  ['docs/tests-in-any-language.md', /`full` plays (\w+)\./, 'full'],
  ['docs/first-app.md', /which plays (\w+) scenarios/, 'basic'],
  ['docs/first-app.md', /all (\w+) of `--suite full`/, 'full'],
  ['docs/skills/rtms-mock/SKILL.md', /`check` plays (\w+) scenarios/, 'basic'],
  ['README.md', /plays (\w+) scenarios with your running/, 'full'],
] as const)('%s has the number that a run plays: %s', (page, pattern, suite) => {
  const [, count] = pattern.exec(readFileSync(join(ROOT, page), 'utf8')) ?? [];
  expect(count).toBe(countOf(suite));
});
