/** Scenarios that meetings receive by their ids, for apps and tests that cannot name one in a request. */
import { dataKind, isObject, type Kind } from '../input/kinds.js';
import { bad, good, mustBe, type Reading } from '../input/reading.js';
import { chooseScenario, SCENARIO_CHOICE, type ScenarioChoice } from '../scenarios/choose.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { MeetingRequest } from './meeting-input.js';

/** Scenarios by pattern: `{ '9*': 'media-failover' }`. */
export interface ScenarioPatterns {
  /** The scenario of meetings whose id or topic matches this pattern. */
  readonly [pattern: string]: ScenarioChoice;
}

/** More patterns than a test suite needs. */
const MAX_PATTERNS = 1000;

const FORM = 'an object such as {"9*": "media-failover"}';

/** Scenarios by pattern, as programs and the configuration file give them. */
export const SCENARIO_PATTERNS: Kind<ScenarioPatterns> = dataKind(FORM, (value) => {
  if (!isObject(value)) return mustBe(FORM, value);
  const entries = Object.entries(value);
  if (entries.length > MAX_PATTERNS) return bad(`may have at most ${MAX_PATTERNS} patterns`);
  for (const [pattern, choice] of entries) {
    const reading = SCENARIO_CHOICE.read(choice);
    if (!reading.ok) return bad(`${pattern} must be ${SCENARIO_CHOICE.accepts}`);
  }
  return good(value as ScenarioPatterns);
});

const FLAG_FORM = 'PATTERN=SCENARIO such as 9*=media-failover; commas separate several';

/** The same as flag and environment variable: `9*=media-failover,test-*=garbage`. */
export const SCENARIO_PATTERNS_FLAG: Kind<ScenarioPatterns> = {
  ...SCENARIO_PATTERNS,
  argument: 'PATTERN=NAME|FILE',
  isArray: true,
  parse: (text): Reading<ScenarioPatterns> => {
    const entries = text.split(',').map((part) => /^\s*([^=]+)=(.+?)\s*$/.exec(part));
    if (entries.includes(null)) return mustBe(FLAG_FORM, text);
    return good(Object.fromEntries(entries.map((entry) => [entry?.[1]?.trim() ?? '', entry?.[2] ?? ''])));
  },
};

/** A pattern with its scenario, read. */
export interface ScenarioPattern {
  readonly matches: (id: string) => boolean;
  readonly scenario: Scenario;
}

/**
 * Reads the scenarios.
 *
 * @throws {ScenarioError} for a scenario that cannot be used
 */
export function readPatterns(patterns: ScenarioPatterns | undefined): readonly ScenarioPattern[] {
  return Object.entries(patterns ?? {}).map(([pattern, choice]) => {
    const expression = patternExpression(pattern);
    return { matches: (id) => expression.test(id), scenario: chooseScenario(choice) };
  });
}

/** `*` stands for any characters, `?` for one. */
function patternExpression(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}

/** The scenario of the first pattern that the meeting's number, id or topic matches. */
export function scenarioOf(
  patterns: readonly ScenarioPattern[],
  { meetingId, meetingUuid, topic }: Pick<MeetingRequest, 'meetingId' | 'meetingUuid' | 'topic'>,
): Scenario | undefined {
  const ids = [meetingId, meetingUuid, topic].filter((id) => id !== undefined);
  return patterns.find(({ matches }) => ids.some(matches))?.scenario;
}
