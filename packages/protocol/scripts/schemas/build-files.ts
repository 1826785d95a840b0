/** Builds every file of `schemas/`. A script writes the files, a test compares them. */
import { readFileSync } from 'node:fs';
import { buildAsyncApi } from './build-asyncapi.js';
import { bundle, buildSchemas } from './build-schemas.js';
import { cassetteSchema } from './cassette-schema.js';
import { CATALOG, placesOf, type SchemaFolder } from './catalog.js';
import { readSources, type EnumTable, type SourceProgram } from './source-program.js';

const FOLDERS = ['string', '2025', '2026', 'webhooks'] as const satisfies readonly SchemaFolder[];

/** Contents of all files, and the constants from which the tables of documents are built. */
export interface BuiltFiles {
  /** Contents by path, relative to `schemas/`. */
  readonly files: ReadonlyMap<string, string>;
  /** Constants by name. */
  readonly enums: ReadonlyMap<string, EnumTable>;
}

/** Builds all files without writing them. */
export function buildFiles(): BuiltFiles {
  const sources = readSources();
  const files = new Map<string, string>();
  const add = (path: string, content: object): Map<string, string> =>
    files.set(path, `${JSON.stringify(content, null, 2)}\n`);
  for (const { entry, schema } of buildSchemas(sources)) {
    add(`${entry.folder}/${entry.file}.schema.json`, schema);
  }
  for (const folder of FOLDERS) add(`${folder}.schema.json`, bundle(sources, folder));
  add('cassette.json', cassetteSchema());
  add('enums.json', enumsFile(sources));
  add('asyncapi.json', buildAsyncApi(packageVersion()));
  add('index.json', indexFile([...files.keys()]));
  return { files, enums: sources.enums };
}

/** Version of the package, which AsyncAPI requires. */
function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}

function enumsFile({ enums }: SourceProgram): object {
  return Object.fromEntries([...enums].map(([name, { name: _name, ...table }]) => [name, table]));
}

/** Index of all files: the schemas with message and place, then the other files. */
function indexFile(paths: readonly string[]): object {
  const schemas = CATALOG.map((entry) => ({
    path: `${entry.folder}/${entry.file}.schema.json`,
    [entry.folder === 'webhooks' ? 'event' : 'msg_type']: entry.name,
    ...(entry.folder !== 'webhooks' && { generation: entry.folder, places: placesOf(entry.name) }),
  }));
  const listed = new Set(schemas.map((schema) => schema['path']));
  return { schemas, others: [...paths.filter((path) => !listed.has(path)), 'index.json'] };
}
