/** Values that a JSON Schema accepts, as generators of fast-check. */
import fc, { type Arbitrary } from 'fast-check';

/** The part of JSON Schema that our schemas use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** Nested references that are followed; deeper ones become null, so that recursive schemas end. */
const MAX_DEPTH = 8;

/**
 * Creates a generator of values that `schema` accepts.
 * @param root Document that `$ref` pointers lead into.
 */
export function valuesOf(schema: Schema, root: unknown = schema, depth = 0): Arbitrary<unknown> {
  if (depth > MAX_DEPTH) return fc.constant(null);
  if (schema.$ref !== undefined) return valuesOf(resolve(root, schema.$ref), root, depth + 1);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.examples?.length) {
    return fc.oneof(
      fc.constantFrom(...schema.examples),
      valuesOf({ ...schema, examples: [] }, root, depth + 1),
    );
  }
  const choices = schema.anyOf ?? schema.oneOf;
  // Our schemas use `anyOf` beside `properties` only to require one of several fields.
  if (choices && !schema.properties) {
    return fc.oneof(...choices.map((choice) => valuesOf(choice, root, depth + 1)));
  }
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  if (types.length > 1) return fc.oneof(...types.map((type) => valuesOf({ ...schema, type }, root, depth)));
  return ofType(types[0] ?? (schema.properties ? 'object' : 'any'), schema, root, depth);
}

function ofType(type: string, schema: Schema, root: unknown, depth: number): Arbitrary<unknown> {
  switch (type) {
    case 'object':
      return objectsOf(schema, root, depth);
    case 'array':
      return fc.array(schema.items ? valuesOf(schema.items, root, depth + 1) : fc.jsonValue(), {
        maxLength: 4,
      });
    case 'string':
      return stringsOf(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1, max: schema.maximum ?? 2 ** 31 - 1 });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1e15, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectsOf(schema: Schema, root: unknown, depth: number): Arbitrary<unknown> {
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, property]) => [name, valuesOf(property, root, depth + 1)] as const,
  );
  const required = [...(schema.required ?? [])].filter((name) => schema.properties?.[name]);
  return fc.record(Object.fromEntries(fields), { requiredKeys: required });
}

function stringsOf({ pattern, minLength = 0, maxLength = 40 }: Schema): Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) });
}

/** Follows a pointer inside the document, such as `#/definitions/AudioParams`. */
function resolve(root: unknown, reference: string): Schema {
  let place: unknown = root;
  for (const key of reference.replace(/^#\//, '').split('/')) {
    place = (place as { readonly [key: string]: unknown } | undefined)?.[key];
  }
  if (place === undefined) throw new Error(`the schema has no ${reference}`);
  return place as Schema;
}

/** Generates `count` values from a seed. */
export function sampleOf(schema: Schema, root: unknown, seed: number, count: number): unknown[] {
  return fc.sample(valuesOf(schema, root), { seed, numRuns: count });
}
