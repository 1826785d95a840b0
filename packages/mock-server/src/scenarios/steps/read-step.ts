import { closest } from '../../input/closest.js';
import { isObject, type PlainObject } from '../../input/kinds.js';
import { readObject, type Field } from '../../input/object.js';
import {
  bad,
  firstOf,
  good,
  mustBe,
  namedClause,
  shown,
  type Problem,
  type Reading,
} from '../../input/reading.js';
import { asSentence } from '../../input/sentence.js';
import { findDefinition, STEP_NAMES, type PlainDefinition, type Step } from './index.js';

/** Noun phrase that completes "must be", for data that is not a step. */
export const STEP_FORM = 'an object such as {"do": "pause"}';

/** Keys that name the kind of step. */
const NAME_KEYS = ['do', 'fault'] as const;

/**
 * Reads a step from plain data.
 *
 * @param otherKeys keys that the caller reads; all others are reported as unknown.
 */
export function readStep(data: unknown, otherKeys: readonly string[] = []): Reading<Step> {
  if (!isObject(data)) return mustBe(STEP_FORM, data);
  const named = readName(data);
  if (!named.ok) return named;
  const { key, definition } = named.value;
  const { name, fields } = definition;
  const reading = readObject(fields, data, { otherKeys: [...otherKeys, key], name: `step ${name}` });
  // The values are those that this definition reads.
  return reading.ok ? good({ do: name, ...reading.value } as Step) : reading;
}

/** The field with the participant of a step, which may have other problems; `undefined` for steps without one. */
export function participantField(data: PlainObject): Field | undefined {
  const named = readName(data);
  return named.ok ? named.value.definition.fields['participant'] : undefined;
}

function readName(
  data: PlainObject,
): Reading<{ readonly key: (typeof NAME_KEYS)[number]; readonly definition: PlainDefinition }> {
  const key = NAME_KEYS.find((candidate) => data[candidate] !== undefined);
  if (key === undefined) return bad(`names no step: "do" is missing; steps are ${STEP_NAMES.join(', ')}`);
  const name = data[key];
  const definition = typeof name === 'string' ? findDefinition(name) : undefined;
  if (definition) return good({ key, definition });
  return bad(`names no step: found ${shown(name)}; ${adviceOn(name)}`, { path: [key] });
}

/** `did you mean mute?`, or all names. */
function adviceOn(name: unknown): string {
  const guess = typeof name === 'string' ? closest(name, STEP_NAMES) : undefined;
  return guess === undefined ? `steps are ${STEP_NAMES.join(', ')}` : `did you mean ${guess}?`;
}

/** Problem of a step that was typed as a name and fields, as a clause; `undefined` if nothing is. */
export function problemOfTypedStep(name: string, fields: PlainObject): string | undefined {
  const definition = findDefinition(name);
  if (definition === undefined) return `no step is named ${shown(name)}; ${adviceOn(name)}`;
  const reading = readObject(definition.fields, fields, { name: `step ${name}` });
  return reading.ok ? undefined : describeStepProblems(reading.problems);
}

/** All problems of a step as one sentence. */
export function describeStepProblems(problems: readonly Problem[]): string {
  return asSentence(firstOf(problems.map((problem) => namedClause(problem, 'the step'))).join('; '));
}
