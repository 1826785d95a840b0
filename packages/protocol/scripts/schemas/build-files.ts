/** Every file of `schemas/`, by its path there. The generating script writes them, a test compares them. */
import { readFileSync } from 'node:fs';
import { buildAsyncApi } from './build-asyncapi.js';
import { bundle, buildSchemas } from './build-schemas.js';
import { CATALOG, placesOf, type SchemaFolder } from './catalog.js';
import { readSources, type EnumTable, type SourceProgram } from './source-program.js';

const FOLDERS = ['string', '2025', '2026', 'webhooks'] as const satisfies readonly SchemaFolder[];

/** Texts of all files, and the tables that documents are made from. */
export interface BuiltFiles {
  readonly files: ReadonlyMap<string, string>;
  readonly enums: ReadonlyMap<string, EnumTable>;
}

export function buildFiles(): BuiltFiles {
  const sources = readSources();
  const files = new Map<string, string>();
  const add = (path: string, content: object): Map<string, string> =>
    files.set(path, `${JSON.stringify(content, null, 2)}\n`);
  for (const { entry, schema } of buildSchemas(sources)) {
    add(`${entry.folder}/${entry.file}.schema.json`, schema);
  }
  for (const folder of FOLDERS) add(`${folder}.schema.json`, bundle(sources, folder));
  add('enums.json', enumsFile(sources));
  add('asyncapi.json', buildAsyncApi(packageVersion()));
  add('index.json', indexFile([...files.keys()]));
  return { files, enums: sources.enums };
}

/** AsyncAPI wants a version; before the first release it is the package's 0.0.0. */
function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}

function enumsFile({ enums }: SourceProgram): object {
  return Object.fromEntries([...enums].map(([name, { name: _name, ...table }]) => [name, table]));
}

/** What there is: one line for each schema, then the other files. */
function indexFile(paths: readonly string[]): object {
  const schemas = CATALOG.map((entry) => ({
    path: `${entry.folder}/${entry.file}.schema.json`,
    [entry.folder === 'webhooks' ? 'event' : 'msg_type']: entry.name,
    ...(entry.folder !== 'webhooks' && { generation: entry.folder, places: placesOf(entry.name) }),
  }));
  const listed = new Set(schemas.map((schema) => schema['path']));
  return { schemas, others: [...paths.filter((path) => !listed.has(path)), 'index.json'] };
}
