/** Kinds of value that data from outside may hold: of programs, of JSON and YAML, of the command line. */
import { closest } from './closest.js';
import { bad, failed, good, mustBe, within, type Problem, type Reading } from './reading.js';

/** A JSON Schema, as plain data. */
export interface ValueSchema {
  /** A keyword with its value. */
  readonly [keyword: string]: unknown;
}

/** A kind of value, as data: what it accepts, and how it is read. */
export interface Kind<T> {
  /** A noun phrase that completes "must be": `a whole number from 1 to 100`. */
  readonly accepts: string;
  /** Name of the value in usage texts: `PORT`. Absent for a switch, which is on without a value. */
  readonly argument?: string;
  /** The values that it accepts, for forms: every value that it reads matches, and some that it refuses. @default any */
  readonly schema?: ValueSchema;
  /** Reads a value of a program, of JSON or of YAML. Not called for absent values. */
  read(value: unknown): Reading<T>;
  /** Reads a string of the command line, of an environment variable or of a query, where everything is a string. */
  parse(text: string): Reading<T>;
  /** Several values: a flag may be repeated. @default `false` */
  readonly isArray?: boolean;
  /** True for strings that are paths. In a configuration file, paths are relative to that file. @default none is */
  isPath?(text: string): boolean;
}

/** A string that is not blank. */
export const STRING: Kind<string> = stringKind('a string', (text) =>
  text.trim() === '' ? bad('must not be empty') : good(text),
);

/** A kind whose values are strings in programs too. `parse` reads both. */
export function stringKind<T>(
  accepts: string,
  parse: (text: string) => Reading<T>,
  argument = 'STRING',
): Kind<T> {
  return {
    accepts,
    argument,
    schema: { type: 'string', minLength: 1 },
    parse,
    read: (value) => (typeof value === 'string' ? parse(value) : mustBe(accepts, value)),
  };
}

/** A kind of number that programs may also give as a string; `parse` reads both. */
export function numberKind(
  accepts: string,
  parse: (text: string) => number | undefined,
  argument = 'NUMBER',
): Kind<number> {
  const read = (value: unknown): Reading<number> => {
    const number = typeof value === 'string' || typeof value === 'number' ? parse(String(value)) : undefined;
    return number === undefined ? mustBe(accepts, value) : good(number);
  };
  return { accepts, argument, read, parse: read };
}

/** A number above 0. `example` completes the description of what is accepted. */
export function positiveNumber(max: number, example: string): Kind<number> {
  return numberKind(`a number above 0, at most ${max}, ${example}`, (text) =>
    /^\d+(\.\d+)?$/.test(text) && Number(text) > 0 && Number(text) <= max ? Number(text) : undefined,
  );
}

/** True or false; in strings also yes and no, on and off, 1 and 0. */
export const BOOLEAN: Kind<boolean> = {
  accepts: 'true or false',
  schema: { type: 'boolean' },
  read: (value) => (typeof value === 'boolean' ? good(value) : mustBe('true or false', value)),
  parse: (text) => {
    const word = text.toLowerCase();
    if (['true', 'yes', 'on', '1'].includes(word)) return good(true);
    return ['false', 'no', 'off', '0'].includes(word) ? good(false) : mustBe('yes or no', text);
  },
};

/** One of a few strings. A number is taken for its digits: 2026 for `'2026'`. */
export function choice<const T extends string>(choices: readonly T[]): Kind<T> {
  const accepts = alternatives(choices);
  const read = (value: unknown): Reading<T> => {
    const text = typeof value === 'number' ? String(value) : value;
    const found = choices.find((candidate) => candidate === text);
    if (found !== undefined) return good(found);
    return mustBe(accepts, text, typeof text === 'string' ? closest(text, choices) : undefined);
  };
  return { accepts, argument: choices.join('|'), schema: { enum: choices }, read, parse: read };
}

/** `a`, `a or b`, `one of a, b or c`. */
function alternatives(words: readonly string[]): string {
  const last = words.at(-1) ?? 'nothing';
  const others = words.slice(0, -1);
  if (others.length === 0) return last;
  return `${others.length > 1 ? 'one of ' : ''}${others.join(', ')} or ${last}`;
}

/** A whole number. Only {@link Kind.parse} takes a string of its digits. */
export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Kind<number> {
  const range = max === Number.MAX_SAFE_INTEGER ? `, ${min} or more` : ` from ${min} to ${max}`;
  const accepts = `a whole number${range}`;
  const isIn = (value: unknown): value is number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
  return {
    accepts,
    argument: 'NUMBER',
    schema: { type: 'integer', minimum: min, ...(max !== Number.MAX_SAFE_INTEGER && { maximum: max }) },
    read: (value) => (isIn(value) ? good(value) : mustBe(accepts, value)),
    parse: (text) => {
      const number = /^\d{1,16}$/.test(text) ? Number(text) : undefined;
      return isIn(number) ? good(number) : mustBe(accepts, text);
    },
  };
}

/** A path of a file, folder or program. */
export const PATH: Kind<string> = { ...STRING, isPath: () => true };

/** A string of digits, such as a meeting id. Programs may give it as a number. */
export const DIGITS: Kind<string> = {
  ...STRING,
  read: (value) => STRING.read(Number.isSafeInteger(value) ? String(value) : value),
};

const UNIT_MS: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim().toLowerCase());
  return match === null ? undefined : Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? 0);
}

const DURATION_FORM = 'a duration such as 500ms, 10s or 2m';

/** A string such as `500ms`, `10s`, `1.5m` or `1h`; read as milliseconds, 0 or more. */
export const DURATION: Kind<number> = {
  ...stringKind(
    DURATION_FORM,
    (text) => {
      const durationMs = parseDurationMs(text);
      return durationMs === undefined ? mustBe(DURATION_FORM, text) : good(durationMs);
    },
    'DURATION',
  ),
  schema: { type: 'string', format: 'duration', pattern: '^ *\\d+(\\.\\d+)?(ms|s|m|h) *$' },
};

/** A {@link DURATION} of more than 0. */
export const POSITIVE_DURATION: Kind<number> = stringKind(
  DURATION_FORM,
  (text) => {
    const durationMs = parseDurationMs(text);
    if (durationMs === 0) return mustBe('a duration above 0, such as 500ms, 10s or 2m', text);
    return durationMs === undefined ? mustBe(DURATION_FORM, text) : good(durationMs);
  },
  'DURATION',
);

/** Max. time that a timer of the system waits, in milliseconds: a longer one fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A time that is waited: programs give milliseconds, strings of the command line have a unit (`5s`). */
export function milliseconds(min: number): Kind<number> {
  const accepts = `a number of milliseconds from ${min} to ${MAX_TIMER_MS}`;
  return {
    argument: 'DURATION',
    parse: (text) => (min > 0 ? POSITIVE_DURATION : DURATION).parse(text),
    accepts,
    read: (value) => {
      const isDigits = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value);
      const number = isDigits ? Number(value) : value;
      const isIn = typeof number === 'number' && number >= min && number <= MAX_TIMER_MS;
      return isIn ? good(number) : mustBe(accepts, value);
    },
  };
}

const UNIT_BYTES: { readonly [unit: string]: number } = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** A number of bytes above 0: `65536`, `512k`, `4M`, `1G`; k is 1024. */
export const BYTES: Kind<number> = numberKind(
  'a number of bytes such as 65536, 512k or 4M',
  (text) => {
    const match = /^(\d{1,12}(?:\.\d+)?)([kmg]?)$/.exec(text.trim().toLowerCase());
    const bytes = match === null ? 0 : Number(match[1]) * (UNIT_BYTES[match[2] ?? ''] ?? 0);
    return bytes > 0 && Number.isInteger(bytes) ? bytes : undefined;
  },
  'BYTES',
);

/** A number of bytes, or `off`. */
export const BYTES_OR_OFF: Kind<number | 'off'> = {
  accepts: `${BYTES.accepts}, or off`,
  argument: 'BYTES',
  schema: { type: ['integer', 'string'], pattern: '^ *(off|\\d+(\\.\\d+)?[kmgKMG]?) *$', minimum: 1 },
  read: bytesOrOff,
  parse: bytesOrOff,
};

function bytesOrOff(value: unknown): Reading<number | 'off'> {
  if (value === 'off') return good(value);
  const reading = BYTES.read(value);
  return reading.ok ? reading : mustBe(BYTES_OR_OFF.accepts, value);
}

/** A JSON object with any content. */
export interface PlainObject {
  readonly [key: string]: unknown;
}

/** True for an object that is not an array. */
export function isObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A kind for data that has no form as a string. */
export function dataKind<T>(
  accepts: string,
  read: (value: unknown) => Reading<T>,
  schema?: ValueSchema,
): Kind<T> {
  return { accepts, ...(schema && { schema }), read, parse: (text) => mustBe(accepts, text) };
}

/** Any JSON object. */
export const OBJECT: Kind<PlainObject> = dataKind(
  'an object',
  (value) => (isObject(value) ? good(value) : mustBe('an object', value)),
  { type: 'object' },
);

/** An array. In a string, commas separate the entries. */
export function array<T>(kind: Kind<T>, max: number): Kind<readonly T[]> {
  return {
    accepts: 'an array',
    isArray: true,
    ...(kind.argument !== undefined && { argument: kind.argument }),
    read: (value) => {
      if (!Array.isArray(value)) return mustBe('an array', value);
      return collect(value, max, (entry) => kind.read(entry));
    },
    parse: (text) => collect(text.split(','), max, (entry) => kind.parse(entry)),
  };
}

function collect<E, T>(
  entries: readonly E[],
  max: number,
  read: (entry: E) => Reading<T>,
): Reading<readonly T[]> {
  if (entries.length > max) return bad(`may have at most ${max} entries, found ${entries.length}`);
  const values: T[] = [];
  const problems: Problem[] = [];
  for (const [index, entry] of entries.entries()) {
    const reading = read(entry);
    if (reading.ok) values.push(reading.value);
    else problems.push(...within(index, reading).problems);
  }
  return failed(problems) ?? good(values);
}

/** An object of the program that has these methods. It is passed on unchanged. */
export function instance<T extends object>(methods: readonly (keyof T & string)[], accepts: string): Kind<T> {
  return dataKind(accepts, (value) => {
    const members = typeof value === 'object' && value !== null ? (value as PlainObject) : {};
    return methods.every((method) => typeof members[method] === 'function')
      ? good(value as T)
      : mustBe(accepts, value);
  });
}
