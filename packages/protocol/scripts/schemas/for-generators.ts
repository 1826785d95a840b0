/**
 * Shapes schemas so that code generators of other languages keep all fields and names. Which values are valid
 * does not change.
 */
import type { Schema } from './schema.js';

/**
 * Replaces keywords that generators handle badly:
 * - `const` becomes an `enum` with one value. A union that mixes both loses fields in typify and stops go-jsonschema.
 * - `anyOf` of types becomes `oneOf`: no value fits two of them.
 * - `default` becomes a sentence of the description. go-jsonschema omits `buffer_data: false` where the default is true;
 *   typify and jsonschema2pojo send defaults that the app did not set.
 */
export function withPortableKeywords(schema: Schema): Schema {
  return mapSchema(schema, (node) => {
    const { const: only, anyOf: union, default: omitted, ...others } = node;
    const values = only === undefined ? {} : { enum: [only] };
    const kept = { ...others, ...values, ...(omitted !== undefined && describedDefault(node)) };
    if (!Array.isArray(union)) return kept;
    return { ...kept, [union.every(isType) ? 'oneOf' : 'anyOf']: union };
  });
}

function describedDefault({ description, default: value }: Schema): { description: string } {
  return { description: `${String(description)} The default is ${JSON.stringify(value)}.` };
}

/** True for a branch that is a type, false for one that only lists required fields. */
function isType(branch: unknown): boolean {
  return typeof branch === 'object' && branch !== null && ('$ref' in branch || 'type' in branch);
}

/**
 * Names every object, enum and union within `schema` for AsyncAPI tools with `x-parser-schema-id`, which would otherwise number them.
 * `name`: the name of `schema` itself.
 */
export function withParserIds(schema: Schema, name: string): Schema {
  const { properties, definitions, ...others } = schema;
  return {
    ...named(others, name),
    ...(properties && {
      properties: mapValues(properties, (inner, key) => withParserIds(inner, name + pascalCase(key))),
    }),
    ...(definitions && { definitions: mapValues(definitions, (inner, key) => withParserIds(inner, key)) }),
  };
}

/** References keep the name of their target. Branches and items are named after the schema that contains them. */
function named(schema: Schema, name: string): Schema {
  if ('$ref' in schema) return schema;
  const { items, oneOf, ...others } = schema;
  return {
    ...others,
    ...(oneOf !== undefined && {
      oneOf: (oneOf as Schema[]).map((branch, i) => withParserIds(branch, `${name}Option${i + 1}`)),
    }),
    ...(items !== undefined && { items: withParserIds(items as Schema, `${name}Item`) }),
    ...(becomesType(schema) && { 'x-parser-schema-id': name }),
  };
}

/** True if generators make a named type of the schema: objects, enums and unions. */
function becomesType({ type, enum: values, oneOf }: Schema): boolean {
  return type === 'object' || Array.isArray(type) || values !== undefined || oneOf !== undefined;
}

/** Converts `SIGNALING_HAND_SHAKE_REQ`, `media_params` or `meeting.rtms_started` to upper camel case. */
export function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map(
      (word) =>
        word.charAt(0).toUpperCase() + (isAllUpper(text) ? word.slice(1).toLowerCase() : word.slice(1)),
    )
    .join('');
}

function isAllUpper(text: string): boolean {
  return text === text.toUpperCase();
}

/** Applies `change` to every object within `schema`, the innermost first. */
function mapSchema(schema: Schema, change: (node: Schema) => Schema): Schema {
  const inner = Object.entries(schema).map(([key, value]) => [key, mapped(value, change)] as const);
  return change(Object.fromEntries(inner));
}

function mapped(value: unknown, change: (node: Schema) => Schema): unknown {
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  return typeof value === 'object' && value !== null ? mapSchema(value as Schema, change) : value;
}

function mapValues<T>(
  record: { [key: string]: T },
  change: (value: T, key: string) => T,
): { [key: string]: T } {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
