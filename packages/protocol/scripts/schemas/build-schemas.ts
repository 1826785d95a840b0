/** Generates the JSON Schemas from the types, without writing them. */
import type TJS from 'typescript-json-schema';
import { CATALOG, type SchemaEntry, type SchemaFolder } from './catalog.js';
import { pascalCase, withParserIds, withPortableKeywords } from './for-generators.js';
import type { Schema } from './schema.js';
import {
  enumMembersOf,
  namedMembers,
  propertyTypes,
  type EnumMember,
  type SourceProgram,
} from './source-program.js';

/** A schema and its entry in the catalog. */
export interface NamedSchema {
  readonly entry: SchemaEntry;
  readonly schema: Schema;
}

const DRAFT = 'http://json-schema.org/draft-07/schema#';
const ID_KEYS = ['meeting_uuid', 'webinar_uuid', 'session_id', 'engagement_id', 'call_id'];

/** Generates one self-contained schema for each entry of the catalog. */
export function buildSchemas(sources: SourceProgram): NamedSchema[] {
  return CATALOG.map((entry) => {
    const definitions = definitionsFor(sources, [entry.type]);
    const { [definitionName(entry.type)]: own, ...others } = definitions;
    if (!own) throw new Error(`There is no interface ${entry.type}.`);
    const title = entry.file.endsWith('-flat') ? `${entry.name}_FLAT` : entry.name;
    const name = typeName(entry, title);
    const schema: Schema = {
      $schema: DRAFT,
      $id: name,
      title,
      ...own,
      ...(Object.keys(others).length > 0 && { definitions: others }),
    };
    return { entry, schema: withParserIds(schema, name) };
  });
}

/**
 * Name of the type that generators derive from `$id` and `x-parser-schema-id`. It contains the generation, since an
 * AsyncAPI document has all of them, and no character that generators spell out.
 */
function typeName({ folder, type }: SchemaEntry, title: string): string {
  return folder === 'webhooks' ? type : pascalCase(title) + pascalCase(folder);
}

/** Combines all schemas of a folder as definitions of one schema, for tools that read a single file. */
export function bundle(sources: SourceProgram, folder: SchemaFolder): Schema {
  const types = CATALOG.filter((entry) => entry.folder === folder).map((entry) => entry.type);
  return {
    $schema: DRAFT,
    $id: folder === 'webhooks' ? 'AllWebhooks' : `AllMessages${pascalCase(folder)}`,
    title: folder === 'webhooks' ? 'All webhooks' : `All messages of the ${folder} generation`,
    anyOf: types.map((type) => ({ $ref: `#/definitions/${definitionName(type)}` })),
    definitions: definitionsFor(sources, types),
  };
}

function definitionsFor(sources: SourceProgram, types: readonly string[]): { [name: string]: Schema } {
  const generated = sources.generator.getSchemaForSymbols([...types], true) as TJS.Definition & Schema;
  const all = generated.definitions ?? {};
  const required = reachable(all, types);
  return Object.fromEntries(
    required
      .map((name) => [definitionName(name), renamedRefs(finished(sources, name, all[name] ?? {}))] as const)
      .toSorted(([a], [b]) => a.localeCompare(b)),
  );
}

/**
 * Name of an interface in the schemas. Code generators for other languages derive type names from it, so it
 * does not change when an interface is renamed in the sources.
 */
function definitionName(type: string): string {
  return type
    .replace(/^Wire(.+)$/, '$1OnWire')
    .replace(/^(\w+Params)Request(\d*)$/, '$1Asked$2')
    .replace(/^VideoCodec$/, 'PictureCodec');
}

function renamedRefs(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string'
      ? value.replace(/[^/]+$/, (type) => definitionName(type))
      : value,
  ) as Schema;
}

/** Definitions that `types` require. The generator also returns definitions of earlier calls. */
function reachable(definitions: { [name: string]: Schema }, types: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    const refs = JSON.stringify(definitions[name] ?? {}).matchAll(/"#\/definitions\/([^"]+)"/g);
    for (const [, ref] of refs) visit(ref ?? '');
  };
  types.forEach(visit);
  return [...found];
}

function finished(sources: SourceProgram, name: string, definition: Schema): Schema {
  const schema = tidied(definition) as Schema;
  nameMembers(schema, namedMembers(sources, name));
  const types = propertyTypes(sources.program, name);
  for (const [property, type] of types) {
    const target = schema.properties?.[property];
    if (target) nameMembers(target, enumMembersOf(sources, type));
  }
  return withOneIdAtLeast(withPortableKeywords(schema));
}

/**
 * Makes every number an integer, since the protocol has no others. Sorts arrays of numbers and joins the
 * lines of descriptions.
 */
function tidied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidied);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    if (key === 'type' && (typeof inner === 'string' || Array.isArray(inner))) {
      return [key, wholeNumber(inner)];
    }
    if (key === 'description' && typeof inner === 'string') return [key, inner.replaceAll(/\s+/g, ' ')];
    if (key === 'enum' && Array.isArray(inner) && inner.every((member) => typeof member === 'number')) {
      return [key, inner.toSorted((a, b) => a - b)];
    }
    return [key, tidied(inner)];
  });
  return Object.fromEntries(entries) as unknown;
}

function wholeNumber(type: unknown): unknown {
  if (Array.isArray(type)) return type.map(wholeNumber);
  return type === 'number' ? 'integer' : type;
}

/** Keywords under which different generators look for the names of enum numbers. */
const NAME_KEYWORDS = ['x-enum-varnames', 'javaEnumNames', 'tsEnumNames'];

/** Adds names and meanings (`x-enum-descriptions`) of enum numbers. */
function nameMembers(target: Schema, members: readonly EnumMember[]): void {
  const values = Array.isArray(target['enum']) ? target['enum'] : [target['const']];
  const named = values.map((value) => members.find((member) => member.value === value));
  if (named.length === 0 || named.some((member) => member === undefined)) return;
  for (const keyword of NAME_KEYWORDS) target[keyword] = named.map((member) => member?.name);
  if (named.some((member) => member?.description !== '')) {
    target['x-enum-descriptions'] = named.map((member) => member?.description);
  }
}

/** Requires at least one of the entity ids in a request. Modelina generates no class for an `anyOf` that is not in `allOf`. */
function withOneIdAtLeast(schema: Schema): Schema {
  const keys = ID_KEYS.filter((key) => schema.properties?.[key]);
  const isRequest = schema.properties?.['signature'] !== undefined && keys.length > 1;
  return isRequest ? { ...schema, allOf: [{ anyOf: keys.map((key) => ({ required: [key] })) }] } : schema;
}
