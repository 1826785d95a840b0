/** Compares what a generator's types make of the corpus with the corpus, and reads the generated code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { withoutEmpty } from '../../packages/protocol/test/languages/generate.js';
import { runCommand } from '../family.js';
import type { Case } from './cases.js';
import type { Evidence, Generator } from './generators.js';

/** What a client prints: one entry for each case, and a figure of its own. */
interface Output {
  readonly results: readonly Outcome[];
  readonly note?: string;
}

interface Outcome {
  readonly frame?: object;
  readonly error?: string;
}

/** Results of a generator, as `results.json` keeps them. */
export interface GeneratorResult {
  readonly version: string;
  /** Number of valid messages. */
  readonly messages: number;
  /** Names of messages that a round trip changes, or that are refused. */
  readonly changed: readonly string[];
  /** True if a string is refused as `timestamp`. */
  readonly refusesString: boolean;
  /** Types in the generated code. */
  readonly timestamp?: string;
  readonly event?: string;
  /** True if numbers of enums have their names in the generated code. */
  readonly hasNames?: boolean;
  /** A figure that the client measured. */
  readonly note?: string;
}

function isUnchanged({ expected, fields }: Case, { frame }: Outcome): boolean {
  if (frame === undefined) return false;
  const known = Object.entries(frame).filter(([key]) => fields.includes(key));
  return isDeepStrictEqual(withoutEmpty(Object.fromEntries(known)), expected);
}

function typeIn(cwd: string, { file, pattern }: Evidence): string {
  const [, text] = pattern.exec(readFileSync(join(cwd, file), 'utf8')) ?? [];
  if (text === undefined) throw new Error(`${file} does not contain ${String(pattern)}`);
  const count = text.split('|').length;
  return count > 1 ? `union of ${count} types` : `\`${text}\``;
}

/** The state PAUSED is 5: `PAUSED = 5`, `PAUSED(5)`. */
const NAMED_STATE = /PAUSED\b ?[=(] ?5\b/i;

/** Runs a client on all cases. @throws Error if it does not answer each of them */
export async function measure(
  { version, run, generated }: Generator,
  cwd: string,
  cases: readonly Case[],
): Promise<GeneratorResult> {
  const printed = JSON.parse(await runCommand(run, cwd)) as Output | readonly Outcome[];
  const { results, note }: Output = 'results' in printed ? printed : { results: printed };
  if (results.length !== cases.length + 1) {
    throw new Error(`${results.length} results for ${cases.length + 1} messages`);
  }
  return {
    version,
    messages: cases.length,
    changed: cases.filter((one, i) => !isUnchanged(one, results[i] ?? {})).map(({ name }) => name),
    refusesString: results.at(-1)?.error !== undefined,
    ...(generated && {
      timestamp: typeIn(cwd, generated.timestamp),
      event: typeIn(cwd, generated.event),
      hasNames: NAMED_STATE.test(readFileSync(join(cwd, generated.states), 'utf8')),
    }),
    ...(note !== undefined && { note }),
  };
}
