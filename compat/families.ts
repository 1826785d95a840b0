/** The families of runs: what is run, and which table shows it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  copyClient,
  prepare,
  runCommand,
  whatIsMissing,
  withTables,
  type Family,
  type Results,
  type Runner,
  type Subject,
} from './family.js';
import { generators } from './generators/family.js';
import { media } from './media/family.js';
import { websocket } from './websocket/family.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A family without the types of its subjects and results. */
export interface AnyFamily {
  readonly name: string;
  readonly subjects: readonly Subject[];
  /** Document with the tables, relative to the project. */
  readonly document: string;
  /** Tables by the name in their mark. `results`: the content of `results.json`. */
  readonly tablesOf: (results: object) => { readonly [mark: string]: string };
  /**
   * Runs the subjects with these names or parts of names, else all, and writes results and tables. Returns the number of
   * failures. `say`: writes a line to the terminal.
   */
  run(names: readonly string[], say: (text: string) => void): Promise<number>;
}

function anyFamily<S extends Subject, Result extends object>(family: Family<S, Result>): AnyFamily {
  const { name, subjects, document } = family;
  const path = join(ROOT, 'compat', name, 'results.json');
  const tablesOf = (results: object): { readonly [mark: string]: string } =>
    family.tables(results as Results<Result>);
  return {
    name,
    subjects,
    document,
    tablesOf,
    async run(names, say) {
      const wanted = subjects.filter((subject) => isWanted(family.name, subject, names));
      if (wanted.length === 0) return 0;
      const results = JSON.parse(readFileSync(path, 'utf8')) as { [name: string]: Result };
      const failures = await runAll(family, wanted, results, say);
      writeFileSync(path, `${JSON.stringify(results, undefined, 2)}\n`);
      const file = join(ROOT, document);
      writeFileSync(file, withTables(readFileSync(file, 'utf8'), name, tablesOf(results)));
      await runCommand(['npx', 'oxfmt', path, file], ROOT);
      return failures;
    },
  };
}

function isWanted(family: string, { name }: Subject, names: readonly string[]): boolean {
  if (names.length === 0) return true;
  return names.some((part) => part === family || name.toLowerCase().includes(part.toLowerCase()));
}

async function runAll<S extends Subject, Result extends object>(
  family: Family<S, Result>,
  wanted: readonly S[],
  results: { [name: string]: Result },
  say: (text: string) => void,
): Promise<number> {
  const prepared = new Set<string>();
  let failures = 0;
  await using runner = await family.start();
  for (const subject of wanted) {
    const title = `${subject.name} ${subject.version}`;
    const missing = await whatIsMissing(subject);
    if (missing !== undefined) {
      say(`skipped ${title}: ${missing}`);
      continue;
    }
    try {
      const result = await runOne(runner, subject, prepared);
      results[subject.name] = result;
      say(`${title}: ${family.summary(result)}`);
    } catch (error) {
      failures += 1;
      say(`FAILED ${title}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failures;
}

/** Installs and builds the client if no subject has done so in this run, then runs it. */
async function runOne<S extends Subject, Result>(
  runner: Runner<S, Result>,
  subject: S,
  prepared: Set<string>,
): Promise<Result> {
  const cwd = copyClient(subject);
  if (!prepared.has(subject.folder)) {
    runner.writeInput?.(cwd);
    await prepare(subject, cwd);
    prepared.add(subject.folder);
  }
  return runner.run(subject, cwd);
}

/** All families, in the order in which they are run. */
export const FAMILIES: readonly AnyFamily[] = [anyFamily(websocket), anyFamily(generators), anyFamily(media)];
