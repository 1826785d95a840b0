import { READY_SCENARIOS } from '../scenarios/ready-scenarios.js';
import { paint } from './paint.js';
import type { TextOutput } from './surroundings.js';

/** `rtms-mock scenarios`: lists the ready ones. */
export function listScenarios(output: TextOutput): number {
  for (const { name, description } of READY_SCENARIOS) {
    output.write(`${paint('bold', name, output.colour)}  ${description}\n`);
  }
  return 0;
}
