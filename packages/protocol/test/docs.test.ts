import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tablesIn, withTables } from '../scripts/docs/build-tables.js';
import { readSources } from '../scripts/schemas/source-program.js';
import { createDialect, type DialectName } from '../src/index.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const document = readFileSync(join(repository, 'docs/PROTOCOL.md'), 'utf8');
const { enums } = readSources();

describe('docs/PROTOCOL.md', () => {
  test('has the tables of the code; `pnpm --filter @rtms-mock/protocol docs` updates them', () => {
    expect(withTables(document, enums)).toBe(document);
  });

  test('has a table for every constant', () => {
    const shown = new Set(tablesIn(document));
    const byOtherNames = ['MessageType', 'StatusCode2025', 'StatusCode2026'];
    const missing = [...enums.keys()].filter((name) => !shown.has(name) && !byOtherNames.includes(name));
    expect(missing).toStrictEqual([]);
    expect([...shown]).toEqual(expect.arrayContaining(['messages', 'statuses', 'violations']));
  });

  /** Blocks marked ```jsonl 2026 contain one message per line. */
  const examples = [...document.matchAll(/^```jsonl (string|2025|2026)\n([\s\S]*?)^```$/gm)].flatMap(
    ([, dialect, lines]) =>
      (lines ?? '')
        .trim()
        .split('\n')
        .map((line) => ({ dialect: dialect as DialectName, line })),
  );

  test.each(examples)('example in $dialect: $line', ({ dialect, line }) => {
    const decoded = createDialect(dialect).decode(line);
    expect(decoded.ok ? undefined : decoded.problem.reason).toBeUndefined();
  });

  test('shows messages of every generation', () => {
    expect(new Set(examples.map(({ dialect }) => dialect))).toStrictEqual(
      new Set(['string', '2025', '2026']),
    );
  });
});
