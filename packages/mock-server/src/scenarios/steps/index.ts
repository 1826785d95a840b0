/** Every step there is. A file, the HTTP API, the page and a test all produce the same plain data. */
import { closest } from '../../input/closest.js';
import { asSentence } from '../../input/sentence.js';
import * as faults from './fault-steps.js';
import { isObject, type PlainObject } from '../../input/kinds.js';
import { readObject, type Fields } from '../../input/object.js';
import { bad, good, mustBe, pathName, shown, type Problem, type Reading } from '../../input/reading.js';
import * as meeting from './meeting-steps.js';
import type { StepOf } from './step.js';
import * as stream from './stream-steps.js';
import { webhook } from './webhook-steps.js';

/** In the order of the reference. */
export const STEPS = [
  ...Object.values({
    join: meeting.join,
    leave: meeting.leave,
    activeSpeaker: meeting.activeSpeaker,
    videoOn: meeting.videoOn,
    videoOff: meeting.videoOff,
    shareStart: meeting.shareStart,
    shareStop: meeting.shareStop,
    chat: meeting.chat,
    contactCenterEvent: meeting.contactCenterEvent,
  }),
  ...Object.values({
    pause: stream.pause,
    resume: stream.resume,
    stop: stream.stop,
    start: stream.start,
    end: stream.end,
    webhook,
  }),
  ...Object.values({
    rejectHandshake: faults.rejectHandshake,
    handshakeTimeout: faults.handshakeTimeout,
    closeSocket: faults.closeSocket,
    cutSocket: faults.cutSocket,
    silentKeepAlive: faults.silentKeepAlive,
    ignoreMessages: faults.ignoreMessages,
    delay: faults.delay,
    invalidJson: faults.invalidJson,
    wrongType: faults.wrongType,
    sendMessage: faults.sendMessage,
    newInstance: faults.newInstance,
    duplicateWebhook: faults.duplicateWebhook,
  }),
] as const;

type AnyDefinition = (typeof STEPS)[number];

/** A step with every field read and every default in place. */
export type Step = StepOf<AnyDefinition>;
export type StepName = Step['do'];
export type StepNamed<N extends StepName> = Extract<Step, { readonly do: N }>;

/**
 * A step as people write it: `{ do: 'join', participant: 'Bob' }`. For faults `fault` may stand in
 * place of `do`.
 */
export type StepInput = ({ readonly do: StepName } | { readonly fault: StepName }) & {
  readonly [field: string]: unknown;
};

export const STEP_NAMES: readonly StepName[] = STEPS.map(({ name }) => name);

/** A definition with its types forgotten, for those that go through all of them. */
export interface PlainDefinition {
  readonly name: StepName;
  readonly isFault: boolean;
  readonly summary: string;
  readonly fields: Fields;
  explain(values: object): string;
}

const DEFINITIONS: ReadonlyMap<string, PlainDefinition> = new Map(
  STEPS.map((definition) => [definition.name, definition as PlainDefinition]),
);

export function definitionOf(name: StepName): PlainDefinition {
  const definition = DEFINITIONS.get(name);
  if (!definition) throw new Error(`there is no step ${name}`);
  return definition;
}

/** One sentence or two: what the step does, and what a good app makes of it. */
export function explainStep(step: Step): string {
  return definitionOf(step.do).explain(step);
}

/** All problems of a step as one sentence. */
export function stepProblemsText(problems: readonly Problem[]): string {
  const clauses = problems.map(({ path, message }) => `${pathName(path) || 'the step'} ${message}`);
  return asSentence(clauses.join('; '));
}

/** The form of a step, for data that is none. */
export const STEP_FORM = 'an object such as {"do": "pause"}';

/** Keys that name the kind of step. */
const NAME_KEYS = ['do', 'fault'] as const;

/** Reads a step from plain data. `otherKeys`: keys that the caller reads. */
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

function readName(
  data: PlainObject,
): Reading<{ readonly key: (typeof NAME_KEYS)[number]; readonly definition: PlainDefinition }> {
  const key = NAME_KEYS.find((candidate) => data[candidate] !== undefined);
  if (key === undefined) return bad(`names no step: "do" is missing; steps are ${STEP_NAMES.join(', ')}`);
  const name = data[key];
  const definition = typeof name === 'string' ? DEFINITIONS.get(name) : undefined;
  if (definition) return good({ key, definition });
  const guess = typeof name === 'string' ? closest(name, STEP_NAMES) : undefined;
  const advice = guess === undefined ? `steps are ${STEP_NAMES.join(', ')}` : `did you mean ${guess}?`;
  return bad(`names no step: found ${shown(name)}; ${advice}`, { path: [key] });
}
