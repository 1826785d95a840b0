import { environmentName } from '../config/option-names.js';
import { CONFIG_OPTION, SERVE_OPTIONS } from '../config/serve-options.js';
import { EXEC_VARIABLES } from './exported-variables.js';
import { closest } from '../input/closest.js';
import { STOP_OPTIONS } from './control.js';
import { MEETING_OPTIONS } from './meeting.js';
import type { Surroundings } from './surroundings.js';

const PREFIX = 'RTMS_MOCK_';

const KNOWN: ReadonlySet<string> = new Set<string>([
  // A server that runs below `exec` sees them.
  ...EXEC_VARIABLES,
  ...[SERVE_OPTIONS, CONFIG_OPTION, MEETING_OPTIONS, STOP_OPTIONS].flatMap((options) =>
    Object.entries(options).map(([name, option]) => environmentName(name, option)),
  ),
]);

/**
 * Clauses about environment variables that begin like those of options but belong to none. They are no errors: a service of
 * Kubernetes named `rtms-mock` sets variables such as `RTMS_MOCK_SERVICE_HOST` in every container.
 */
export function unknownVariables(environment: Surroundings['environment']): string[] {
  const unknown = Object.keys(environment).filter((name) => {
    return name.startsWith(PREFIX) && !KNOWN.has(name) && environment[name] !== '';
  });
  const ends = [...KNOWN].map((name) => name.slice(PREFIX.length));
  return unknown.map((name) => {
    const guess = closest(name.slice(PREFIX.length), ends);
    const advice = guess === undefined ? '' : `; did you mean ${PREFIX}${guess}?`;
    return `the variable ${name} belongs to no option and is ignored${advice}`;
  });
}
