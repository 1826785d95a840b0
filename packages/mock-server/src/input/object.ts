/** Reads objects field by field, from a table of their fields. */
import { closest } from './closest.js';
import { dataKind, isObject, type Kind } from './kinds.js';
import { bad, failed, good, mustBe, within, type Problem, type Reading } from './reading.js';

/** One field of an object. */
export interface Field<T = unknown> {
  readonly kind: Kind<T>;
  /** The effect of the value, for the reference. */
  readonly description?: string;
  /** Refuses the object without it. @default `false` */
  readonly isRequired?: boolean;
  /** Advice for a missing required field: a sentence. */
  readonly hint?: string;
  /** Value of a field that is absent. */
  readonly default?: T | undefined;
  /** The default in words, where `default` does not show it. */
  readonly defaultText?: string;
}

/** Fields of an object by name. */
export interface Fields {
  readonly [name: string]: Field;
}

/** Type of the value that a field reads. */
export type ValueOf<F> = F extends { readonly kind: Kind<infer T> } ? T : never;

/** Names of the fields that always have a value once an object has been read. */
type Certain<F extends Fields> = {
  [K in keyof F]: F[K] extends { readonly isRequired: true } | { readonly default: {} } ? K : never;
}[keyof F];

/** An object once it has been read. Absent fields without a default stay absent. */
export type Values<F extends Fields> = { readonly [K in Certain<F>]: ValueOf<F[K]> } & {
  readonly [K in Exclude<keyof F, Certain<F>>]?: ValueOf<F[K]>;
};

/** Rules for the object as a whole. */
export interface ObjectRules {
  /** A noun phrase that completes "must be", for data that is no object. @default `'an object'` */
  readonly accepts?: string;
  /** Refuses keys that no field reads, or leaves them to {@link unknownKeys}. @default `'refuse'` */
  readonly unknown?: 'refuse' | 'ignore';
  /** Further keys that are known, because the caller reads them. */
  readonly otherKeys?: readonly string[];
  /** Name of the object in messages about unknown keys: `step join`. */
  readonly name?: string;
  /** Form of the values: those of a query are strings, also those that mean numbers. @default `'data'` */
  readonly form?: 'data' | 'strings';
}

/** Result of {@link required}. Exported because the types of steps and options name it. */
export interface RequiredField<T> extends Field<T> {
  readonly isRequired: true;
}

/** Result of {@link withDefault}. Exported because the types of steps and options name it. */
export interface DefaultedField<T> extends Field<T> {
  readonly default: T;
}

/** A field that must be there. `hint`: advice where it is missing. */
export function required<T>(kind: Kind<T>, description = '', hint?: string): RequiredField<T> {
  return { kind, description, isRequired: true, ...(hint !== undefined && { hint }) };
}

/** A field that may be absent. `defaultText`: the effect of its absence in words. */
export function optional<T>(kind: Kind<T>, description = '', defaultText?: string): Field<T> {
  return { kind, description, ...(defaultText !== undefined && { defaultText }) };
}

/** A field with a default. `defaultText`: the default in words. */
export function withDefault<T>(
  kind: Kind<T>,
  value: T,
  description = '',
  defaultText = String(value),
): DefaultedField<T> {
  return { kind, description, default: value, defaultText };
}

/** Reads an object and reports every problem of its fields. `null` counts as absent. */
export function readObject<F extends Fields>(
  fields: F,
  data: unknown,
  rules: ObjectRules = {},
): Reading<Values<F>> {
  if (!isObject(data)) return mustBe(rules.accepts ?? 'an object', data);
  const values: { [name: string]: unknown } = {};
  const problems = rules.unknown === 'ignore' ? [] : unknownKeyProblems(data, fields, rules);
  for (const [name, field] of Object.entries(fields)) {
    const reading = readField(field, data[name] ?? undefined, rules);
    if (!reading.ok) problems.push(...within(name, reading).problems);
    else if (reading.value !== undefined) values[name] = reading.value;
  }
  // Every field has just been read by its own kind.
  return failed(problems) ?? good(values as Values<F>);
}

/** The kind of object that has these fields. */
export function object<F extends Fields>(fields: F, rules: ObjectRules = {}): Kind<Values<F>> {
  return dataKind(rules.accepts ?? 'an object', (value) => readObject(fields, value, rules));
}

function readField(field: Field, value: unknown, { form }: ObjectRules): Reading<unknown> {
  const { kind, isRequired, hint } = field;
  if (value !== undefined) {
    return form === 'strings' && typeof value === 'string' ? kind.parse(value) : kind.read(value);
  }
  if (isRequired !== true) return good(field.default);
  return bad(`is missing; it is ${kind.accepts}`, hint === undefined ? {} : { hint });
}

/** A key that no field reads. */
export interface UnknownKey {
  readonly key: string;
  /** The known key that was probably meant. */
  readonly guess: string | undefined;
}

/** Keys of an object that are not known. Keys whose value is `undefined` count as absent. */
export function unknownKeys(data: unknown, known: readonly string[]): UnknownKey[] {
  if (!isObject(data)) return [];
  return Object.keys(data)
    .filter((key) => data[key] !== undefined && !known.includes(key))
    .map((key) => ({ key, guess: closest(key, known) }));
}

function unknownKeyProblems(data: object, fields: Fields, { otherKeys = [], name }: ObjectRules): Problem[] {
  const known = [...Object.keys(fields), ...otherKeys];
  const all = known.length === 0 ? '' : `; known are ${known.join(', ')}`;
  return unknownKeys(data, known).map(({ key, guess }) => ({
    path: [key],
    message: `is not known${name === undefined ? '' : ` in ${name}`}${guess === undefined ? all : ''}`,
    guess,
    subject: 'unknown-key',
  }));
}
