/** Generates a type for each schema, and lets the compiler assign each frame of cases.json to its type. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { compileFromFile } from 'json-schema-to-typescript';
import ts from 'typescript';

const cases = JSON.parse(readFileSync('cases.json', 'utf8'));
mkdirSync('generated', { recursive: true });
const files = new Map();
for (const { schema } of cases) {
  if (files.has(schema)) continue;
  const path = `schemas/${schema}.schema.json`;
  const { title } = JSON.parse(readFileSync(path, 'utf8'));
  const file = schema.replace('/', '-');
  writeFileSync(`generated/${file}.ts`, await compileFromFile(path));
  files.set(schema, { file, title });
}
const imports = [...files.values()].map(
  ({ file, title }, i) => `import type { ${title} as T${i} } from './generated/${file}.js';`,
);
const names = [...files.keys()];
const lines = cases.map(
  ({ schema, frame }, i) => `export const v${i}: T${names.indexOf(schema)} = ${JSON.stringify(frame)};`,
);
writeFileSync('check.ts', [...imports, ...lines].join('\n'));
const program = ts.createProgram(['check.ts'], {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
});
const results = cases.map(({ frame }) => ({ frame }));
for (const { file, start, messageText } of ts.getPreEmitDiagnostics(program)) {
  const text = ts.flattenDiagnosticMessageText(messageText, ' ');
  if (file?.fileName !== 'check.ts') throw new Error(`${file?.fileName}: ${text}`);
  results[file.getLineAndCharacterOfPosition(start).line - imports.length] = { error: text };
}
process.stdout.write(JSON.stringify(results));
