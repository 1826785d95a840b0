import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FAMILIES } from '../../compat/families.js';
import { withTables } from '../../compat/family.js';
import type { GeneratorResult } from '../../compat/generators/measure.js';
import { websocket } from '../../compat/websocket/family.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Without the width of columns, which the formatter chooses. */
const plain = (text: string): string => text.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---');

function resultsOf(family: string): { [name: string]: { readonly version: string } } {
  const text = readFileSync(join(ROOT, 'compat', family, 'results.json'), 'utf8');
  return JSON.parse(text) as { [name: string]: { readonly version: string } };
}

describe.each(FAMILIES)('the runs of $name', ({ name, subjects, document, tablesOf }) => {
  const results = resultsOf(name);

  test(`are shown by the tables in ${document}`, () => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    expect(plain(withTables(text, name, tablesOf(results)))).toBe(plain(text));
  });

  test.each(subjects)('are of the version of $name that its client installs', (subject) => {
    expect(results[subject.name]?.version).toBe(subject.version);
    const path = join(ROOT, 'compat/clients', subject.folder);
    if (subject.isPartOfTool === true) return;
    const files = readdirSync(path).filter((file) => statSync(join(path, file)).isFile());
    expect(files.map((file) => readFileSync(join(path, file), 'utf8')).join('\n')).toContain(subject.version);
  });
});

test('each library with a limit names the setting that raises it', () => {
  const results = resultsOf('websocket') as { [name: string]: { readonly limit?: number | null } };
  const limited = websocket.subjects.filter(({ name }) => typeof results[name]?.limit === 'number');
  expect(limited.length).toBeGreaterThan(6);
  for (const { setting } of limited) expect(setting).toMatch(/`.+`/);
});

test('no code generator loses a field of a message', () => {
  const results = Object.entries(resultsOf('generators')) as [string, GeneratorResult][];
  expect(results.length).toBeGreaterThan(6);
  for (const [name, { messages, changed }] of results) {
    expect(messages, name).toBeGreaterThan(130);
    expect(changed, name).toEqual([]);
  }
});
