/** Reads objects field by field, from a table of their fields. */
import { closest } from './closest.js';
import { dataKind, isObject, type Kind } from './kinds.js';
import { bad, failed, good, mustBe, within, type Bad, type Problem, type Reading } from './reading.js';

/** One field of an object. */
export interface Field<T = unknown> {
  readonly kind: Kind<T>;
  /** What the value does, for the reference. */
  readonly description?: string;
  /** Whether the object is refused without it. @default `false` */
  readonly isRequired?: boolean;
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
export type ValueOf<F> = F extends { readonly kind: Kind<infer T, unknown> } ? T : never;

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
  /** Refuse keys that no field reads, or leave them to {@link unknownKeys}. @default `'refuse'` */
  readonly unknown?: 'refuse' | 'ignore';
  /** Keys that somebody else reads. */
  readonly otherKeys?: readonly string[];
  /** Name of the object for problems with its keys: `step join`. */
  readonly name?: string;
}

/** A field that must be there. */
export function required<T, G>(
  kind: Kind<T, G>,
  description = '',
): { kind: Kind<T, G>; description: string; isRequired: true } {
  return { kind, description, isRequired: true };
}

/** A field that may be absent. `defaultText`: what holds then. */
export function optional<T, G>(
  kind: Kind<T, G>,
  description = '',
  defaultText?: string,
): { kind: Kind<T, G>; description: string; defaultText?: string } {
  return { kind, description, ...(defaultText !== undefined && { defaultText }) };
}

/** A field with a default. `defaultText`: the default in words. */
export function withDefault<T>(
  kind: Kind<T>,
  value: T,
  description = '',
  defaultText = String(value),
): { kind: Kind<T>; description: string; default: T; defaultText: string } {
  return { kind, description, default: value, defaultText };
}

/** Reads an object and reports every field that is wrong. `null` counts as absent. */
export function readObject<F extends Fields>(
  fields: F,
  data: unknown,
  rules: ObjectRules = {},
): Reading<Values<F>> {
  if (!isObject(data)) return mustBe(rules.accepts ?? 'an object', data);
  const values: { [name: string]: unknown } = {};
  const problems: Problem[] = rules.unknown === 'ignore' ? [] : unknownKeyProblems(data, fields, rules);
  for (const [name, field] of Object.entries(fields)) {
    const value = data[name] ?? undefined;
    const reading = value === undefined ? absent(field) : field.kind.read(value);
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

function absent(field: Field): Reading<unknown> {
  return field.isRequired === true ? missing(field.kind) : good(field.default);
}

/** The problem of a required value that is absent. */
export function missing({ accepts }: Kind<unknown>, hint?: string): Bad {
  return bad(`is missing; it is ${accepts}`, hint === undefined ? {} : { hint });
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
  return unknownKeys(data, known).map(({ key, guess }) => ({
    path: [key],
    message: unknownKeyMessage(guess, known, name),
    subject: 'unknown-key',
  }));
}

function unknownKeyMessage(guess: string | undefined, known: readonly string[], name?: string): string {
  const where = name === undefined ? '' : ` in ${name}`;
  if (guess !== undefined) return `is not known${where}; did you mean ${guess}?`;
  return `is not known${where}${known.length === 0 ? '' : `; known are ${known.join(', ')}`}`;
}
