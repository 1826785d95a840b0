/**
 * Builds the API reference of every public entry point from its docblocks, together with the pages in `docs/`, into
 * `api-docs/`. Fails on warnings too: a link that leads nowhere, a public type that is not exported.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, OptionDefaults, type DocumentationEntryPoint } from 'typedoc';
import ts from 'typescript';

interface Manifest {
  name: string;
  private?: boolean;
  exports?: { [path: string]: string | { [condition: string]: unknown } };
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Source file of each import that users can write: `@rtms-mock/server/testing` → `…/src/testing.ts`. */
function publicSources(): Map<string, string> {
  const sources = new Map<string, string>();
  for (const folder of readdirSync(join(root, 'packages'))) {
    const packageDir = join(root, 'packages', folder);
    const manifest = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as Manifest;
    if (manifest.private === true) continue;
    for (const [path, target] of Object.entries(manifest.exports ?? {})) {
      const source = typeof target === 'object' ? target['@rtms-mock/source'] : undefined;
      if (typeof source === 'string') sources.set(manifest.name + path.slice(1), join(packageDir, source));
    }
  }
  return sources;
}

function compile(files: string[]): ts.Program {
  const configFile = join(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(configFile, (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root, {}, configFile);
  return ts.createProgram(files, options);
}

/** Limits of wire fields, which the JSON Schemas are generated from; pages show all but the last. */
const SCHEMA_TAGS = [
  '@minimum',
  '@maximum',
  '@multipleOf',
  '@minLength',
  '@pattern',
  '@contentEncoding',
  '@TJS-type',
] as const;

/** Languages of code blocks in `docs/` that TypeDoc does not highlight by default. */
const DOCS_LANGUAGES = ['csharp', 'go', 'java', 'jsonl', 'mermaid', 'nginx', 'python'] as const;

const app = await Application.bootstrap({
  name: 'rtms-mock',
  readme: join(root, 'README.md'),
  projectDocuments: [join(root, 'docs/**/*.md'), join(root, 'SECURITY.md')],
  highlightLanguages: [...OptionDefaults.highlightLanguages, ...DOCS_LANGUAGES],
  out: join(root, 'api-docs'),
  basePath: root,
  // The sources have no public address yet that a page could link to.
  disableSources: true,
  blockTags: [...OptionDefaults.blockTags, ...SCHEMA_TAGS],
  notRenderedTags: [...OptionDefaults.notRenderedTags, '@TJS-type'],
  // Members that classes inherit from Node are described in Node's own reference.
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  hideGenerator: true,
});

const sources = publicSources();
const program = compile([...sources.values()]);
const entryPoints = [...sources].map(([displayName, file]): DocumentationEntryPoint => {
  const sourceFile = program.getSourceFile(file);
  if (sourceFile === undefined) throw new Error(`${displayName}: ${file} is missing`);
  return { displayName, program, sourceFile };
});
const project = app.converter.convert(entryPoints);
app.validate(project);
await app.generateOutputs(project);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;
