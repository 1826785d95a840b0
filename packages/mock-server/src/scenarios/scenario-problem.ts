import { namedClause, type Problem } from '../input/reading.js';

/** A problem with its path as one clause: `timeline[2].participant names no participant`. */
export function describeProblem(problem: Problem): string {
  return namedClause(problem, 'the scenario');
}
