import { UsageError } from '../input/usage-error.js';
import { findBuiltInScenario, BUILT_IN_SCENARIOS } from '../scenarios/built-in-scenarios.js';
import { formatScenarioProblems, type FileProblem } from '../scenarios/parse.js';
import { explainScenario } from '../scenarios/explain-scenario.js';
import type { Scenario } from '../scenarios/scenario.js';
import { paint } from './paint.js';
import { looksLikeFile, noScenario, readScenarioFile } from './scenario-file.js';
import type { Surroundings, TextOutput } from './surroundings.js';

/** `rtms-mock scenarios [NAME…]`: lists the built-in scenarios, or the named ones, with their timelines. */
export function listScenarios(output: TextOutput, names: readonly string[] = []): number {
  const scenarios = names.length === 0 ? BUILT_IN_SCENARIOS : names.map(builtInScenario);
  for (const scenario of scenarios) {
    output.write(`${paint('bold', scenario.name, output.colour)}  ${scenario.description}\n`);
    writeTimeline(scenario, output);
  }
  return 0;
}

function builtInScenario(name: string): Scenario {
  const found = findBuiltInScenario(name);
  if (found) return found;
  if (looksLikeFile(name)) throw new UsageError(`rtms-mock scenarios check ${name} checks a file`);
  throw new UsageError(noScenario(name, ['check']));
}

/**
 * `rtms-mock scenarios check FILE…`: exit code 0 when all files can be used, else 1. Problems that occur only with some
 * media are printed as warnings and do not change the exit code.
 */
export async function checkScenarios(
  files: readonly string[],
  { stdout, stderr, folder }: Pick<Surroundings, 'stdout' | 'stderr' | 'folder'>,
): Promise<number> {
  let exitCode = 0;
  for (const file of files) {
    const parsed = await readNamed(file, folder);
    if (parsed.ok) {
      for (const warning of parsed.warnings) {
        const { message } = warning;
        stderr.write(`${formatScenarioProblems(file, [{ ...warning, message: `warning: ${message}` }])}\n`);
      }
      stdout.write(`${file}: ${paint('bold', parsed.scenario.name, stdout.colour)} can be used\n`);
      writeTimeline(parsed.scenario, stdout);
    } else {
      stderr.write(`${formatScenarioProblems(file, parsed.problems)}\n`);
      exitCode = 1;
    }
  }
  return exitCode;
}

type Checked =
  | { readonly ok: true; readonly scenario: Scenario; readonly warnings: readonly FileProblem[] }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** A built-in scenario by name, else a file. */
async function readNamed(name: string, folder: string): Promise<Checked> {
  const builtIn = findBuiltInScenario(name);
  return builtIn ? { ok: true, scenario: builtIn, warnings: [] } : readScenarioFile(name, folder);
}

function writeTimeline(scenario: Scenario, output: TextOutput): void {
  for (const line of explainScenario(scenario)) output.write(`    ${line}\n`);
}
