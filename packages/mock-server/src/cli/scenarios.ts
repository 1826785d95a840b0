import { READY_SCENARIOS } from '../scenarios/library/index.js';
import { describeProblems } from '../scenarios/parse.js';
import { explainScenario, type Scenario } from '../scenarios/scenario.js';
import { paint } from './paint.js';
import { readScenarioFile } from './scenario-file.js';
import type { Surroundings, TextOutput } from './surroundings.js';

/** `rtms-mock scenarios`: lists the ready ones with what happens in them. */
export function listScenarios(output: TextOutput): number {
  for (const scenario of READY_SCENARIOS) {
    output.write(`${paint('bold', scenario.name, output.colour)}  ${scenario.description}\n`);
    writeTimeline(scenario, output);
  }
  return 0;
}

/** `rtms-mock scenarios check FILE…`: exit code 0 when all files can be used, else 1. */
export async function checkScenarios(
  files: readonly string[],
  { stdout, stderr, folder }: Pick<Surroundings, 'stdout' | 'stderr' | 'folder'>,
): Promise<number> {
  let exitCode = 0;
  for (const file of files) {
    const parsed = await readScenarioFile(file, folder);
    if (parsed.ok) {
      stdout.write(`${file}: ${paint('bold', parsed.scenario.name, stdout.colour)} can be used\n`);
      writeTimeline(parsed.scenario, stdout);
    } else {
      stderr.write(`${describeProblems(file, parsed.problems)}\n`);
      exitCode = 1;
    }
  }
  return exitCode;
}

function writeTimeline(scenario: Scenario, output: TextOutput): void {
  for (const line of explainScenario(scenario)) output.write(`    ${line}\n`);
}
