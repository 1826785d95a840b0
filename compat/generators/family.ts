/** Types that code generators make of our JSON Schemas, and what they do to the messages of the corpus. */
import { markdownTable, rowsOf, type Family, type Results } from '../family.js';
import { allCases, writeInput } from './cases.js';
import { GENERATORS, type Generator } from './generators.js';
import { measure, type GeneratorResult } from './measure.js';

const HEAD = [
  'generator',
  'language',
  'messages unchanged',
  'type of `timestamp`',
  'type of `event`',
  'names of enum numbers',
  'a string as `timestamp`',
  'also',
];

/** `134 of 135; not 2026/event-update/join`. */
function unchanged({ messages, changed }: GeneratorResult): string {
  const count = `${messages - changed.length} of ${messages}`;
  return changed.length === 0 ? count : `${count}; not ${changed.join(', ')}`;
}

function row({ name, language }: Generator, result: GeneratorResult): readonly string[] {
  const { version, timestamp = '', event = '', hasNames, refusesString, note = '' } = result;
  const names = hasNames === true ? 'yes' : 'no';
  return [
    `${name} ${version}`,
    language,
    unchanged(result),
    timestamp,
    event,
    hasNames === undefined ? '' : names,
    refusesString ? 'refused' : 'accepted',
    note,
  ];
}

/** The code generators. */
export const generators: Family<Generator, GeneratorResult> = {
  name: 'generators',
  subjects: GENERATORS,
  document: 'docs/json-schemas.md',
  start() {
    const cases = allCases();
    return Promise.resolve({
      writeInput: (cwd: string) => writeInput(cwd, cases),
      run: (generator: Generator, cwd: string) => measure(generator, cwd, cases),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  },
  summary: (result) => [unchanged(result), result.note].filter((text) => text !== undefined).join('; '),
  tables: (results: Results<GeneratorResult>) => ({
    generators: markdownTable(HEAD, rowsOf(GENERATORS, results, row)),
  }),
};
