/**
 * Writes the reference of all steps into docs/scenarios.md, from their definitions.
 * Run: pnpm --filter @rtms-mock/server docs
 */
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { CONDITIONS } from '../src/scenarios/conditions.js';
import { explainScenario } from '../src/scenarios/explain-scenario.js';
import { BUILT_IN_SCENARIOS } from '../src/scenarios/built-in-scenarios.js';
import { STEPS, type PlainDefinition } from '../src/scenarios/steps/index.js';

export const DOCUMENT = new URL('../../../docs/scenarios.md', import.meta.url);

const BEGIN = '<!-- generated: reference -->';
const END = '<!-- end of generated -->';

/** The document with its generated part made anew. */
export function withReference(document: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`docs/scenarios.md needs ${BEGIN} and ${END}`);
  return `${document.slice(0, begin)}${BEGIN}\n\n${reference()}\n\n${document.slice(end)}`;
}

function reference(): string {
  const steps = STEPS as readonly PlainDefinition[];
  return [
    '### Built-in scenarios',
    ...BUILT_IN_SCENARIOS.map((scenario) =>
      [
        `- \`${scenario.name}\`: ${scenario.description}`,
        ...explainScenario(scenario).map((line) => `  - ${line}`),
      ].join('\n'),
    ),
    '### Moments to wait for with `on`',
    Object.entries(CONDITIONS)
      .map(([name, { description }]) => `- \`${name}\`: ${description}`)
      .join('\n'),
    '### Steps',
    ...steps.filter(({ isFault }) => !isFault).map(section),
    '### Faults',
    ...steps.filter(({ isFault }) => isFault).map(section),
  ].join('\n\n');
}

function section({ name, summary, fields }: PlainDefinition): string {
  const lines = Object.entries(fields).map(
    ([field, { description, kind, isRequired, defaultText }]) =>
      `- \`${field}\`${isRequired === true ? ' (required)' : ''}: ${description} Takes ${kind.accepts}.` +
      (defaultText === undefined ? '' : ` Default: ${defaultText}.`),
  );
  return [`#### ${name}`, summary, ...(lines.length > 0 ? [lines.join('\n')] : [])].join('\n\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(DOCUMENT, withReference(await readFile(DOCUMENT, 'utf8')));
}
