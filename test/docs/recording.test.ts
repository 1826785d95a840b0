import { readFileSync } from 'node:fs';
import { decodeCassetteHeader, decodeCassetteLine } from '@rtms-mock/protocol/cassette';
import { expect, test } from 'vitest';

test('the cassette in docs/recording.md can be read', () => {
  const page = readFileSync(new URL('../../docs/recording.md', import.meta.url), 'utf8');
  const [, block = ''] = /```jsonl\n([\s\S]*?)```/.exec(page) ?? [];
  const [header = '', ...lines] = block.trimEnd().split('\n');
  expect(decodeCassetteHeader(header)).toMatchObject({ ok: true });
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) expect(decodeCassetteLine(line)).toMatchObject({ outcome: 'line' });
});
