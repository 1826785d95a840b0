import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXPLAINED } from '../differential/differences.js';

const page = readFileSync(new URL('../../docs/client.md', import.meta.url), 'utf8');
const section = /^## Compared with the SDK\n([\s\S]*?)^## /m.exec(page)?.[1] ?? '';
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => line.split('|')[1]!.trim());

test('docs/client.md explains exactly the differences from the SDK that the comparison accepts', () => {
  expect(rows.toSorted()).toEqual(EXPLAINED.map(({ title }) => title).toSorted());
});
