import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LIBRARIES } from '../../compat/libraries.js';
import { withTable, type Results } from '../../compat/table.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RESULTS = JSON.parse(readFileSync(join(ROOT, 'compat/results.json'), 'utf8')) as Results;

/** Without the width of columns, which the formatter chooses. */
const plain = (text: string): string => text.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---');

test('the table of libraries in PROTOCOL.md §19.1 shows the results of pnpm compat', () => {
  const document = readFileSync(join(ROOT, 'docs/PROTOCOL.md'), 'utf8');
  expect(plain(withTable(document, RESULTS))).toBe(plain(document));
});

test.each(LIBRARIES)('$name was run in the version that its client installs', ({ name, version, folder }) => {
  expect(RESULTS[name]?.version).toBe(version);
  if (name.startsWith('Java')) return;
  const path = join(ROOT, 'compat/clients', folder);
  const files = readdirSync(path).filter((file) => statSync(join(path, file)).isFile());
  expect(files.map((file) => readFileSync(join(path, file), 'utf8')).join('\n')).toContain(version);
});

test('each library with a limit names the setting that raises it', () => {
  const limited = LIBRARIES.filter(({ name }) => typeof RESULTS[name]?.limit === 'number');
  expect(limited.length).toBeGreaterThan(6);
  for (const { setting } of limited) expect(setting).toMatch(/`.+`/);
});
