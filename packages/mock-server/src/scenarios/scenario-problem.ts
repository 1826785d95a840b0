import { pathName, type Problem } from '../input/reading.js';

/** A problem with its path as one clause: `timeline[2].participant names no participant`. */
export function describeProblem({ path, message }: Problem): string {
  return `${pathName(path) || 'the scenario'} ${message}`;
}
