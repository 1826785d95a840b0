import type { ValueSchema } from '../../input/kinds.js';
import type { Field, Fields } from '../../input/object.js';
import * as fault from './fault-steps.js';
import * as holding from './hold-steps.js';
import * as meeting from './meeting-steps.js';
import type { StepOf } from './step.js';
import * as stream from './stream-steps.js';
import * as webhooks from './webhook-steps.js';

/**
 * The definition of every step, in the order of the reference. Scenario files, the HTTP API, the page and programs all
 * write steps as the same plain data.
 */
export const STEPS = [
  meeting.join,
  meeting.leave,
  meeting.activeSpeaker,
  meeting.videoOn,
  meeting.videoOff,
  meeting.mute,
  meeting.unmute,
  meeting.shareStart,
  meeting.shareStop,
  meeting.chat,
  meeting.contactCenterEvent,
  stream.pause,
  stream.resume,
  stream.stop,
  stream.start,
  stream.end,
  webhooks.webhook,
  webhooks.changeWebhook,
  webhooks.rejectStart,
  webhooks.rotateSecret,
  webhooks.expireSecret,
  fault.rejectHandshake,
  fault.handshakeTimeout,
  fault.refuseConnection,
  fault.closeSocket,
  fault.cutSocket,
  fault.silentKeepAlive,
  fault.ignoreMessages,
  fault.delay,
  fault.frames,
  fault.largeFrame,
  fault.packetLoss,
  fault.invalidJson,
  fault.wrongType,
  fault.sendMessage,
  fault.newInstance,
  fault.duplicateWebhook,
  holding.hold,
  holding.release,
] as const;

type AnyDefinition = (typeof STEPS)[number];

/** A step with every field read and every default in place. */
export type Step = StepOf<AnyDefinition>;

/** Name of a step: `join`, `close-socket` and so on. */
export type StepName = Step['do'];

/** The steps of this name. */
export type StepNamed<N extends StepName> = Extract<Step, { readonly do: N }>;

/**
 * A step as users write it: `{ do: 'join', participant: 'Bob' }`. The key `fault` may replace `do`. Fields are checked
 * when the step is read.
 */
export type StepInput = (
  | {
      /** Name of the step. */
      readonly do: StepName;
    }
  | {
      /** Name of the step; accepted for every step, meant for faults. */
      readonly fault: StepName;
    }
) & {
  /** Fields of the step by name, as docs/scenarios.md describes them. */
  readonly [field: string]: unknown;
};

/** Names of all steps, in the order of the reference. */
export const STEP_NAMES: readonly StepName[] = STEPS.map(({ name }) => name);

/** A definition without the types of its fields, for code that handles all steps alike. */
export interface PlainDefinition {
  readonly name: StepName;
  /** True for a step that causes a failure. */
  readonly isFault: boolean;
  /** One or two sentences for the reference. */
  readonly summary: string;
  readonly fields: Fields;
  /** See {@link explainStep}. `values`: the fields of a step of this definition. */
  explain(values: object): string;
}

const DEFINITIONS: ReadonlyMap<string, PlainDefinition> = new Map(
  STEPS.map((definition) => [definition.name, definition as PlainDefinition]),
);

/** The definition of the step with this name; `undefined` when there is none. */
export function findDefinition(name: string): PlainDefinition | undefined {
  return DEFINITIONS.get(name);
}

/** The definition of a step. */
export function definitionOf(name: StepName): PlainDefinition {
  const definition = findDefinition(name);
  if (!definition) throw new Error(`there is no step ${name}`);
  return definition;
}

/** Describes the effect of a step in one or two sentences, and for a fault the reaction of a good app. */
export function explainStep(step: Step): string {
  return definitionOf(step.do).explain(step);
}

/** The JSON Schema of the steps of a definition, with descriptions and defaults. */
export function schemaOfStep({ name, summary, fields }: PlainDefinition): ValueSchema {
  const required = Object.entries(fields).filter(([, { isRequired }]) => isRequired === true);
  return {
    type: 'object',
    description: summary,
    properties: {
      do: { const: name },
      ...Object.fromEntries(Object.entries(fields).map(([field, rules]) => [field, schemaOfField(rules)])),
    },
    required: ['do', ...required.map(([field]) => field)],
    additionalProperties: false,
  };
}

/** The JSON Schema of a field. Its default is the text that a user would write, if it is known. */
export function schemaOfField({ kind, description = '', defaultText }: Field): ValueSchema {
  const { schema = {} } = kind;
  const value = defaultText === undefined ? undefined : defaultOf(schema, defaultText);
  return { ...schema, description, ...(value !== undefined && { default: value }) };
}

/** A default in words is no value: `until the stream ends`. */
function defaultOf(schema: ValueSchema, text: string): unknown {
  const { enum: values, type } = schema;
  if (type === 'integer' && /^\d+$/.test(text)) return Number(text);
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (Array.isArray(values)) return values.includes(text) ? text : undefined;
  return undefined;
}
