import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kitModels } from '../../scripts/kits/models.js';
import { recordsOf } from '../../scripts/kits/shapes.js';

const ROOT = join(import.meta.dirname, '../..');

test.each(Object.entries(kitModels()))('%s is what `pnpm kits:models` writes', (path, content) => {
  expect(readFileSync(join(ROOT, path), 'utf8')).toBe(content);
});

test('alternatives become one record, which requires what all of them require', () => {
  const variant = (status: string, more: string) => ({
    type: 'object',
    required: ['status', more],
    properties: { status: { type: 'string', const: status }, [more]: { type: 'integer' } },
  });
  const schemas = { Outcome: { anyOf: [variant('good', 'ms'), variant('bad', 'code')] } };
  const [outcome] = recordsOf(schemas, ['Outcome']);
  expect(outcome?.fields.map(({ name, required }) => [name, required])).toEqual([
    ['status', true],
    ['ms', false],
    ['code', false],
  ]);
  expect(outcome?.fields[0]?.shape).toEqual({ kind: 'enum', values: ['good', 'bad'] });
});

test('a field that may be null is marked, and a reference to no schema is refused', () => {
  const schemas = { One: { type: 'object', properties: { of: { type: ['null', 'string'] } } } };
  expect(recordsOf(schemas, ['One'])[0]?.fields).toMatchObject([
    { nullable: true, shape: { kind: 'string' } },
  ]);
  expect(() => recordsOf(schemas, ['Other'])).toThrow('no schema Other');
});
