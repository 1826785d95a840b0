import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { REQUIREMENTS } from './requirements.js';

const SCENARIOS = new URL('scenarios/', import.meta.url);

/** All strings of the scenarios that look like the id of a requirement. */
async function mentionedIds(): Promise<Set<string>> {
  const files = (await readdir(SCENARIOS)).filter((file) => file.endsWith('.test.ts'));
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, SCENARIOS), 'utf8')));
  const families = new Set(REQUIREMENTS.map(({ id }) => id.split(':')[0]));
  const ids = texts.flatMap((text) =>
    [...text.matchAll(/'([a-z-]+:[a-z0-9:-]+)'/g)].map((match) => match[1] ?? ''),
  );
  return new Set(ids.filter((id) => families.has(id.split(':')[0] ?? '')));
}

test('every requirement has a scenario', async () => {
  const mentioned = await mentionedIds();
  expect(REQUIREMENTS.map(({ id }) => id).filter((id) => !mentioned.has(id))).toEqual([]);
});

test('scenarios verify only requirements that exist', async () => {
  const known = new Set<string>(REQUIREMENTS.map(({ id }) => id));
  expect([...(await mentionedIds())].filter((id) => !known.has(id))).toEqual([]);
});

test('ids are unique, and every requirement has a source and a sentence', () => {
  const ids = REQUIREMENTS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThanOrEqual(120);
  for (const { source, sentence } of REQUIREMENTS) {
    expect(source).not.toBe('');
    expect(sentence).toMatch(/ /);
  }
});
