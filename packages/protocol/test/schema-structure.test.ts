import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../schemas', import.meta.url));
const fixture = fileURLToPath(new URL('fixtures/schema-structure.json', import.meta.url));
const recorded = JSON.parse(readFileSync(fixture, 'utf8')) as { readonly [path: string]: string };

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Keys of descriptive text. `source` is the page that lists the numbers of an enum of `enums.json`. */
const WORDING = new Set(['description', '$comment', 'source', 'x-enum-descriptions']);

/**
 * The value without its wording, keys in alphabetical order. A key counts as wording only if its value is a string
 * or an array of strings: a field of a message may have the same name.
 */
function structureOf(value: Json): Json {
  if (Array.isArray(value)) return value.map(structureOf);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, inner]) => !(WORDING.has(key) && isWording(inner)));
  return Object.fromEntries(
    kept.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, structureOf(inner)]),
  );
}

function isWording(value: Json): boolean {
  return (
    typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
  );
}

/** The AsyncAPI document also contains the version of the package, which changes with every release. */
function withoutPackageVersion(document: Json): Json {
  if (typeof document !== 'object' || document === null || !('asyncapi' in document)) return document;
  const { version, ...info } = (document as { info: { [key: string]: Json } }).info;
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  return { ...document, info };
}

function fingerprint(text: string): string {
  const structure = structureOf(withoutPackageVersion(JSON.parse(text) as Json));
  return createHash('sha256').update(JSON.stringify(structure)).digest('hex').slice(0, 16);
}

describe('the structure of the schemas, apart from their wording', () => {
  test('is unchanged; after an intended change, record the new hashes in the fixture', () => {
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.json'));
    const found = paths
      .toSorted()
      .map((path) => [path, fingerprint(readFileSync(join(folder, path), 'utf8'))]);
    expect(Object.fromEntries(found)).toStrictEqual(recorded);
  });

  test('is distinguished from the wording', () => {
    const schema = {
      type: 'object',
      description: 'A stream.',
      properties: { description: { type: 'string' } },
    };
    const reworded = { description: 'One stream.', properties: schema.properties, type: 'object' };
    const changed = { ...schema, properties: { description: { type: 'integer' } } };
    expect(fingerprint(JSON.stringify(reworded))).toBe(fingerprint(JSON.stringify(schema)));
    expect(fingerprint(JSON.stringify(changed))).not.toBe(fingerprint(JSON.stringify(schema)));
  });
});
