/** Shapes of the OpenAPI document's schemas, as every language of the kits can write them. */

/** A JSON Schema, as far as the schemas of the HTTP API use it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** Schemas by name. */
export interface Schemas {
  readonly [name: string]: Schema;
}

/** A type in any language. */
export type Shape =
  | { readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'any' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'map'; readonly of: Shape }
  | { readonly kind: 'record'; readonly name: string };

/** A field of a record. */
export interface FieldModel {
  readonly name: string;
  readonly shape: Shape;
  readonly description: string;
  readonly required: boolean;
  readonly nullable: boolean;
}

/** An object with known fields. */
export interface RecordModel {
  readonly name: string;
  readonly description: string;
  readonly fields: readonly FieldModel[];
}

const SCALARS = ['string', 'integer', 'number', 'boolean'] as const;

/** Returns the records that the named schemas consist of; what a record needs stands before it. */
export function recordsOf(schemas: Schemas, roots: readonly string[]): RecordModel[] {
  const reader = new Reader(schemas);
  for (const root of roots) reader.shape({ $ref: root }, root);
  return reader.records;
}

class Reader {
  readonly records: RecordModel[] = [];
  readonly #schemas: Schemas;
  readonly #seen = new Set<string>();

  constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  /** @param name what a record is called that has no name of its own */
  shape(schema: Schema, name: string): Shape {
    if (schema.$ref !== undefined) {
      const target = schema.$ref.split('/').at(-1) ?? '';
      const found = this.#schemas[target];
      if (found === undefined) throw new Error(`the OpenAPI document has no schema ${target}`);
      return this.shape(found, target);
    }
    const merged = merge(schema);
    if (merged === undefined) return { kind: 'any' };
    const { type, values } = merged;
    if (values !== undefined) return { kind: 'enum', values };
    if (type === 'array') {
      return { kind: 'list', of: this.shape(merged.schema.items ?? {}, singular(name)) };
    }
    if (type === 'object') return this.#object(merged.schema, name);
    const scalar = SCALARS.find((one) => one === type);
    return { kind: scalar ?? 'any' };
  }

  #object(schema: Schema, name: string): Shape {
    const { properties, additionalProperties, required = [], description = '' } = schema;
    if (properties === undefined) {
      const values = typeof additionalProperties === 'object' ? additionalProperties : {};
      return { kind: 'map', of: this.shape(values, singular(name)) };
    }
    if (this.#seen.has(name)) return { kind: 'record', name };
    this.#seen.add(name);
    const fields = Object.entries(properties).map(([field, value]): FieldModel => {
      const { schema: inner, nullable } = withoutNull(value);
      return {
        name: field,
        shape: this.shape(inner, name + capital(field)),
        description: value.description ?? '',
        required: required.includes(field),
        nullable,
      };
    });
    this.records.push({ name, description, fields });
    return { kind: 'record', name };
  }
}

interface Merged {
  readonly schema: Schema;
  readonly type: string | undefined;
  readonly values: readonly string[] | undefined;
}

/** One schema for all alternatives: objects become one with the fields of each. Undefined: they have nothing in common. */
function merge(schema: Schema): Merged | undefined {
  if (schema.anyOf !== undefined || schema.allOf !== undefined) {
    const parts = (schema.anyOf ?? schema.allOf ?? []).map((part) => merge(part)?.schema);
    const objects = parts.flatMap((part) => (part?.properties === undefined ? [] : [part]));
    if (objects.length < parts.length) return undefined;
    const names = [...new Set(objects.flatMap(({ required = [] }) => required))];
    const required =
      schema.allOf === undefined
        ? names.filter((name) => objects.every((one) => one.required?.includes(name) === true))
        : names;
    return withType({
      type: 'object',
      required,
      properties: mergedProperties(objects),
      ...(schema.description !== undefined && { description: schema.description }),
    });
  }
  return withType(schema);
}

function mergedProperties(objects: readonly Schema[]): { [name: string]: Schema } {
  const all: { [name: string]: Schema } = {};
  for (const { properties = {} } of objects) {
    for (const [name, value] of Object.entries(properties)) {
      const before = all[name];
      all[name] = before === undefined ? value : eitherOf(before, value);
    }
  }
  return all;
}

/** A field that several alternatives have: the values of all, where they are listed. */
function eitherOf(one: Schema, other: Schema): Schema {
  const values = [one, other].flatMap(valuesOf);
  const { type, description } = one;
  return {
    ...(type !== undefined && { type }),
    ...(type === 'string' && values.length > 0 && { enum: [...new Set(values)] }),
    ...(description !== undefined && { description }),
  };
}

function valuesOf({ enum: values, const: only }: Schema): readonly unknown[] {
  return values ?? (only === undefined ? [] : [only]);
}

function withType(schema: Schema): Merged {
  const type = typeof schema.type === 'string' ? schema.type : undefined;
  const values = valuesOf(schema);
  const strings = values.filter((value) => typeof value === 'string');
  return { schema, type, values: strings.length > 0 ? strings : undefined };
}

function withoutNull(schema: Schema): { readonly schema: Schema; readonly nullable: boolean } {
  if (Array.isArray(schema.type) && schema.type.includes('null')) {
    const others = schema.type.filter((one: string) => one !== 'null');
    const [only = 'any'] = others;
    return { schema: { ...schema, type: others.length === 1 ? only : others }, nullable: true };
  }
  const others = schema.anyOf?.filter(({ type }) => type !== 'null');
  if (others !== undefined && others.length < (schema.anyOf?.length ?? 0)) {
    const [only = {}] = others;
    const { description } = schema;
    const inner = others.length === 1 ? only : { anyOf: others };
    return { schema: { ...(description !== undefined && { description }), ...inner }, nullable: true };
  }
  return { schema, nullable: false };
}

function capital(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

function singular(name: string): string {
  return name.endsWith('s') ? name.slice(0, -1) : `${name}Item`;
}
