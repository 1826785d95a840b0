import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FetchingJSONSchemaStore, InputData, JSONSchemaInput, quicktypeMultiFile } from 'quicktype-core';
import { goodCases, type GoodCase, type Located } from '../support/corpus.js';

const schemas = fileURLToPath(new URL('../../schemas', import.meta.url));

export type Generation = 'string' | '2025' | '2026';
export const GENERATIONS: readonly Generation[] = ['string', '2025', '2026'];

/** Generator options of each language; the same as in docs/json-schemas.md. */
const OPTIONS = {
  python: { 'python-version': '3.7' },
  go: { package: 'main' },
  csharp: { framework: 'SystemTextJson', namespace: 'Rtms' },
  java: { 'just-types': 'true', package: 'rtms' },
} as const;
export type Language = keyof typeof OPTIONS;

/** Type name: `keep-alive-req` gives `KeepAliveReq`. */
export function typeName(file: string): string {
  return file.replaceAll(/(?:^|-)(.)/g, (_match, letter: string) => letter.toUpperCase());
}

interface SchemaFile {
  readonly name: string;
  /** Name without the ending, such as `keep-alive-req`. */
  readonly file: string;
  readonly schema: { readonly properties: { readonly [name: string]: unknown } };
  readonly text: string;
}

/** Schemas of one generation, one type for each. */
export function schemaFiles(generation: Generation): SchemaFile[] {
  return readdirSync(join(schemas, generation))
    .toSorted((a, b) => a.localeCompare(b))
    .map((path) => {
      const text = readFileSync(join(schemas, generation, path), 'utf8');
      const schema = JSON.parse(text) as SchemaFile['schema'];
      const file = path.replace('.schema.json', '');
      return { name: typeName(file), file, schema, text };
    });
}

/** Types of one generation in one language, by file name. */
export async function generateTypes(
  language: Language,
  generation: Generation,
): Promise<ReadonlyMap<string, string>> {
  const input = new JSONSchemaInput(new FetchingJSONSchemaStore());
  for (const { name, text } of schemaFiles(generation)) await input.addSource({ name, schema: text });
  const inputData = new InputData();
  inputData.addInput(input);
  const files = await quicktypeMultiFile({
    inputData,
    lang: language,
    rendererOptions: OPTIONS[language],
  });
  return new Map([...files].map(([name, { lines }]) => [name, lines.join('\n')]));
}

/** A message of the corpus, its type, and the expected result of a round trip. */
export interface RoundTripCase {
  readonly name: string;
  readonly type: string;
  readonly frame: object;
  readonly expected: object;
}

/** Removes nulls and empty arrays: most languages do not distinguish them from an absent field. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const isEmpty = inner === null || (Array.isArray(inner) && inner.length === 0);
      return isEmpty ? [] : [[key, withoutEmpty(inner)]];
    }),
  );
}

function typeOf({ message, generation, case: found }: Located<GoodCase>): string {
  const isFlatEvent = generation === '2025' && message === 'event-update' && !('event' in found.frame);
  return typeName(found.mediaShape === 'flat' || isFlatEvent ? `${message}-flat` : message);
}

/** Every valid message of a generation. Fields that the schema does not have may be lost. */
export function roundTripCases(generation: Generation): RoundTripCase[] {
  const known = new Map(schemaFiles(generation).map(({ name, schema }) => [name, schema.properties]));
  return goodCases
    .filter((found) => found.generation === generation)
    .map((found) => {
      const type = typeOf(found);
      const fields = Object.entries(found.case.frame).filter(([key]) => key in (known.get(type) ?? {}));
      const expected = withoutEmpty(Object.fromEntries(fields)) as object;
      return { name: found.name, type, frame: found.case.frame, expected };
    });
}
