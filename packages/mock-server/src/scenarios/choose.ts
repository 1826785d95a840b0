import { closest } from '../input/closest.js';
import { asSentence } from '../input/sentence.js';
import { findReadyScenario, READY_SCENARIOS } from './library/index.js';
import { problemText } from './parse.js';
import { readScenario, type Scenario } from './scenario.js';

/** A scenario as programs and requests give it: the name of a ready one, or the content of a file as an object. */
export type ScenarioChoice =
  | string
  | { readonly timeline?: readonly object[]; readonly [key: string]: unknown };

/** The scenario cannot be used. The message says what is wrong and what would do. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly code: 'unknown-scenario' | 'invalid-scenario';

  constructor(code: ScenarioError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Throws {@link ScenarioError}. */
export function chooseScenario(choice: ScenarioChoice): Scenario {
  if (typeof choice === 'string') {
    const found = findReadyScenario(choice);
    if (found) return found;
    const names = READY_SCENARIOS.map(({ name }) => name);
    const guess = closest(choice, names);
    throw new ScenarioError(
      'unknown-scenario',
      `There is no scenario "${choice.slice(0, 80)}"` +
        (guess === undefined ? `; ready ones are ${names.join(', ')}.` : `; did you mean ${guess}?`),
    );
  }
  const reading = readScenario(choice);
  if (reading.ok) return reading.scenario;
  throw new ScenarioError('invalid-scenario', asSentence(reading.problems.map(problemText).join('; ')));
}
