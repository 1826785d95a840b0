import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tablesIn, withTables } from '../scripts/docs/build-tables.js';
import { readSources } from '../scripts/schemas/source-program.js';
import { createDialect, type DialectName } from '../src/index.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const document = readFileSync(join(repository, 'docs/PROTOCOL.md'), 'utf8');
const { enums } = readSources();

/** Sources of all packages, where `P§n` refers to the document. */
function sourceTexts(): string[] {
  return ['protocol', 'mock-server', 'client'].flatMap((name) => {
    const folder = join(repository, 'packages', name, 'src');
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(join(folder, path), 'utf8'));
  });
}

describe('docs/PROTOCOL.md', () => {
  test('has the tables of the code; `pnpm --filter @rtms-mock/protocol docs` writes them anew', () => {
    expect(withTables(document, enums)).toBe(document);
  });

  test('has a table for every constant', () => {
    const shown = new Set(tablesIn(document));
    const byOtherNames = ['MessageType', 'StatusCode2025', 'StatusCode2026'];
    const missing = [...enums.keys()].filter((name) => !shown.has(name) && !byOtherNames.includes(name));
    expect(missing).toStrictEqual([]);
    expect([...shown]).toEqual(expect.arrayContaining(['messages', 'statuses', 'violations']));
  });

  test('says for every mark of the sources where to read on', () => {
    const marks = sourceTexts().flatMap((text) =>
      [...text.matchAll(/P§(\d+)/g)].map(([, section]) => section),
    );
    const mapped = new Set([...document.matchAll(/^\| P§(\d+) +\|/gm)].map(([, section]) => section));
    expect(marks.length).toBeGreaterThan(100);
    expect([...new Set(marks)].filter((section) => !mapped.has(section))).toStrictEqual([]);
  });

  test('links only to its own headings', () => {
    const anchors = [...document.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      (title ?? '')
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );
    const links = [...document.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor ?? '');
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !anchors.includes(link))).toStrictEqual([]);
  });

  /** Blocks marked ```jsonl 2026 hold one message a line. */
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
