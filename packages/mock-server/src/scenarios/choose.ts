import { closest } from '../input/closest.js';
import { asSentence } from '../input/sentence.js';
import { findReadyScenario, READY_SCENARIOS } from './library/index.js';
import { isReadScenario, readScenario } from './read-scenario.js';
import { problemText } from './scenario-problem.js';
import type { Scenario } from './scenario.js';

/**
 * A scenario as programs and requests give it: the name of a ready one, the content of a file as an object, or the
 * `scenario` that `parseScenario` returned. To change a parsed scenario, pass a changed copy of its `source`.
 */
export type ScenarioChoice =
  | string
  | { readonly timeline?: readonly object[]; readonly [key: string]: unknown }
  | Scenario;

/** The scenario cannot be used. The message says what is wrong and which values are accepted. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  /** `unknown-scenario`: no ready scenario has this name. `invalid-scenario`: the object is not a scenario. */
  readonly code: 'unknown-scenario' | 'invalid-scenario';

  constructor(code: ScenarioError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Finds a ready scenario by name, or reads a scenario from an object. A scenario that has been read before is
 * returned as it is, so every way in may call this.
 *
 * @throws {ScenarioError} when no ready scenario has this name, or when the object is not a scenario.
 */
export function chooseScenario(choice: ScenarioChoice): Scenario {
  if (typeof choice === 'string') return readyScenario(choice);
  if (isReadScenario(choice)) return choice;
  const reading = readScenario(choice);
  if (reading.ok) return reading.scenario;
  throw new ScenarioError('invalid-scenario', asSentence(reading.problems.map(problemText).join('; ')));
}

function readyScenario(name: string): Scenario {
  const found = findReadyScenario(name);
  if (found) return found;
  const names = READY_SCENARIOS.map((scenario) => scenario.name);
  const guess = closest(name, names);
  throw new ScenarioError(
    'unknown-scenario',
    `There is no scenario "${name.slice(0, 80)}"` +
      (guess === undefined ? `; ready ones are ${names.join(', ')}.` : `; did you mean ${guess}?`),
  );
}
