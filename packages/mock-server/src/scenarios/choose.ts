import { closest } from '../input/closest.js';
import { cut } from '../input/cut.js';
import { dataKind, isObject } from '../input/kinds.js';
import { firstOf, good, mustBe } from '../input/reading.js';
import { asSentence } from '../input/sentence.js';
import { findBuiltInScenario, BUILT_IN_SCENARIOS } from './built-in-scenarios.js';
import { isReadScenario, readScenario } from './read-scenario.js';
import { describeProblem } from './scenario-problem.js';
import type { Scenario } from './scenario.js';

/**
 * A scenario as programs and requests give it: the name of a built-in one, the content of a file as an object, or the
 * `scenario` that `parseScenario` returned. To change a parsed scenario, pass a changed copy of its `source`.
 */
export type ScenarioChoice =
  | string
  | {
      /** Steps with their times, as a file contains them. */
      readonly timeline?: readonly object[];
      /** `name`, `participants`, `media` and so on, as docs/scenarios.md describes them. */
      readonly [key: string]: unknown;
    }
  | Scenario;

const CHOICE = 'the name of a scenario, or a scenario as an object';

/** Names and objects that {@link chooseScenario} is called with. */
export const SCENARIO_CHOICE = dataKind<ScenarioChoice>(CHOICE, (value) =>
  typeof value === 'string' || isObject(value) ? good(value) : mustBe(CHOICE, value),
);

/** The scenario cannot be used. The message says what is wrong and which values are accepted. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  /** `unknown-scenario`: no built-in scenario has this name. `invalid-scenario`: the object is not a scenario. */
  readonly code: 'unknown-scenario' | 'invalid-scenario';

  constructor(code: ScenarioError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Finds a built-in scenario by name, or reads a scenario from an object. Returns a scenario that has been read before
 * unchanged, so data that passes several ways in is checked once.
 *
 * @throws {ScenarioError} when no built-in scenario has this name, or when the object is not a scenario.
 */
export function chooseScenario(choice: ScenarioChoice): Scenario {
  if (typeof choice === 'string') return builtInScenario(choice);
  if (isReadScenario(choice)) return choice;
  const reading = readScenario(choice);
  if (reading.ok) return reading.scenario;
  throw new ScenarioError(
    'invalid-scenario',
    asSentence(firstOf(reading.problems.map(describeProblem)).join('; ')),
  );
}

function builtInScenario(name: string): Scenario {
  const found = findBuiltInScenario(name);
  if (found) return found;
  const names = BUILT_IN_SCENARIOS.map((scenario) => scenario.name);
  const guess = closest(name, names);
  throw new ScenarioError(
    'unknown-scenario',
    `There is no scenario "${cut(name, 80)}"` +
      (guess === undefined ? `; built-in scenarios are ${names.join(', ')}.` : `; did you mean ${guess}?`),
  );
}
