/** Every step there is. A file, the HTTP API, the page and a test all produce the same plain data. */
import { closest } from '../../input/closest.js';
import { asSentence } from '../../input/sentence.js';
import * as faults from './fault-steps.js';
import { bad, good, shown, type Field, type Reading } from './field.js';
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
  readonly fields: { readonly [name: string]: Field<unknown> };
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

/** What is wrong with plain data, and in which of its fields. */
export interface FieldProblem {
  readonly field: string | undefined;
  readonly message: string;
}

export type StepReading =
  | { readonly ok: true; readonly step: Step }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** Everything that is wrong with a step, as one sentence. */
export function stepProblemsText(problems: readonly FieldProblem[]): string {
  return asSentence(problems.map(({ field, message }) => `${field ?? 'the step'} ${message}`).join('; '));
}

/** Keys that name the kind of step. */
const NAME_KEYS = ['do', 'fault'] as const;

/** Reads a step from plain data. `otherKeys`: keys that belong to whoever calls. */
export function readStep(data: unknown, otherKeys: readonly string[] = []): StepReading {
  const problems: FieldProblem[] = [];
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    const message = `must be an object such as {"do": "pause"}, found ${shown(data)}`;
    return { ok: false, problems: [{ field: undefined, message }] };
  }
  const values = data as { readonly [key: string]: unknown };
  const named = readName(values);
  if (!named.ok) return { ok: false, problems: [{ field: named.field, message: named.message }] };
  const { fields } = named.definition;
  const step: { [key: string]: unknown } = { do: named.definition.name };
  for (const [name, field] of Object.entries(fields)) {
    const reading = readField(field, values[name]);
    if (reading.ok) step[name] = reading.value;
    else problems.push({ field: name, message: reading.message });
  }
  const known = [...Object.keys(fields), ...otherKeys];
  for (const key of Object.keys(values)) {
    if (known.includes(key) || key === named.key) continue;
    problems.push({ field: key, message: unknownKey(key, known, `step ${named.definition.name}`) });
  }
  if (problems.length > 0) return { ok: false, problems };
  // Every field of the definition has just been read by its own kind.
  return { ok: true, step: step as Step };
}

function readField(field: Field<unknown>, value: unknown): Reading<unknown> {
  if (value !== undefined && value !== null) return field.read(value);
  return field.required ? bad(`is missing; it is ${field.accepts}`) : good(field.absent);
}

function readName(values: {
  readonly [key: string]: unknown;
}):
  | { readonly ok: true; readonly key: string; readonly definition: PlainDefinition }
  | { readonly ok: false; readonly field: string | undefined; readonly message: string } {
  const key = NAME_KEYS.find((candidate) => values[candidate] !== undefined);
  if (key === undefined) {
    const message = `names no step: "do" is missing; steps are ${STEP_NAMES.join(', ')}`;
    return { ok: false, field: undefined, message };
  }
  const name = values[key];
  const definition = typeof name === 'string' ? DEFINITIONS.get(name) : undefined;
  if (definition) return { ok: true, key, definition };
  const guess = typeof name === 'string' ? closest(name, STEP_NAMES) : undefined;
  return {
    ok: false,
    field: key,
    message:
      `names no step: found ${shown(name)}` +
      (guess === undefined ? `; steps are ${STEP_NAMES.join(', ')}` : `; did you mean ${guess}?`),
  };
}

/** A sentence about a key that nobody reads. */
export function unknownKey(key: string, known: readonly string[], where: string): string {
  const guess = closest(key, known);
  if (guess !== undefined) return `is not known in ${where}; did you mean ${guess}?`;
  return `is not known in ${where}` + (known.length === 0 ? '' : `; known are ${known.join(', ')}`);
}
