/** Makes the JSON Schema of the report of `rtms-mock load` out of its type. Nothing is written here. */
import { fileURLToPath } from 'node:url';
import TJS from 'typescript-json-schema';

const FILE = fileURLToPath(new URL('../../src/load/load-report.ts', import.meta.url));

/** The schema as a file contains it. */
export function loadReportSchema(): string {
  const program = TJS.getProgramFromFiles([FILE], {
    strict: true,
    target: 'es2023',
    module: 'ESNext',
    moduleResolution: 'Bundler',
    customConditions: ['@rtms-mock/source'],
    types: [],
    skipLibCheck: true,
  });
  const schema = TJS.generateSchema(program, 'LoadReport', {
    required: true,
    strictNullChecks: true,
    ref: true,
  });
  if (schema === null) throw new Error('The sources do not compile; see the messages above.');
  return `${JSON.stringify({ ...schema, title: 'Report of rtms-mock load' }, flattened, 2)}\n`;
}

/** Line breaks of descriptions stand where the source is wrapped; links lead nowhere. */
function flattened(key: string, value: unknown): unknown {
  if (key !== 'description' || typeof value !== 'string') return value;
  return value.replaceAll(/\{@link (\S+?)\}/g, '`$1`').replaceAll(/\s*\n\s*/g, ' ');
}
