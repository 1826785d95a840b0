/** Data that somebody else wrote, in programs or requests, read field by field. */
import { closest } from './closest.js';
import { ValueProblem } from './values.js';
import { OptionError } from './option-error.js';

/** Longest text that is repeated in a message. */
const SHOWN = 80;

/** Longer than this no timer of the system waits, in milliseconds. */
export const LONGEST_MS = 2 ** 31 - 1;

/** An object with every field checked; wrong ones end in {@link OptionError}. */
export class Fields {
  readonly #values: { readonly [key: string]: unknown };
  readonly #path: string;

  /** `path` stands before the names in messages: `participants[0]`. `whole`: what all of it is called there. */
  constructor(data: unknown, path = '', whole = 'The body') {
    this.#path = path;
    if (data === undefined) {
      this.#values = {};
    } else if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
      this.#values = data as { readonly [key: string]: unknown };
    } else if (path === '') {
      throw new OptionError('invalid-option', '', `${whole} must be an object, found ${kindOf(data)}.`);
    } else {
      throw invalidField(path, `must be an object, found ${kindOf(data)}`);
    }
  }

  /** How a field is called in messages. */
  named(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }

  /** Absent and null count alike. */
  value(name: string): unknown {
    return this.#values[name] ?? undefined;
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw this.#wrong(name, `must be a text, found ${kindOf(value)}`);
    if (value.trim() === '') throw this.#wrong(name, 'must not be empty');
    return value;
  }

  requiredText(name: string, hint?: string): string {
    const value = this.text(name);
    if (value === undefined) throw this.#wrong(name, 'is missing', hint);
    return value;
  }

  /** A text, or a number in place of its digits, read as the command line reads it. */
  parsed<T>(name: string, parse: (text: string) => T): T | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw this.#wrong(name, `must be a text or a number, found ${kindOf(value)}`);
    }
    try {
      return parse(String(value));
    } catch (error) {
      if (!(error instanceof ValueProblem)) throw error;
      throw new OptionError('invalid-option', this.named(name), `${this.named(name)}: ${error.message}.`);
    }
  }

  /** A text that usually holds digits, so a number will do. */
  digits(name: string): string | undefined {
    const value = this.value(name);
    return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : this.text(name);
  }

  flag(name: string): boolean | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === 'boolean') return value;
    throw this.#wrong(name, `must be true or false, found ${kindOf(value)}`);
  }

  /** A number of milliseconds, or a text of its digits. */
  milliseconds(name: string, min: number): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && number >= min && number <= LONGEST_MS) return number;
    throw this.#wrong(
      name,
      `must be a number of milliseconds from ${min} to ${LONGEST_MS}, found ${shownValue(value)}`,
    );
  }

  /** One of a few texts; numbers are taken for the text they stand for. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const text = typeof value === 'number' ? String(value) : value;
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    const guess = typeof text === 'string' ? closest(text, choices) : undefined;
    throw this.#wrong(
      name,
      `must be one of ${choices.join(', ')}; found ${shownValue(text)}`,
      undefined,
      guess,
    );
  }

  requiredChoice<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.choice(name, choices);
    if (value === undefined) throw this.#wrong(name, `is missing; it is one of ${choices.join(', ')}`);
    return value;
  }

  list(name: string, longest: number): readonly unknown[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.#wrong(name, `must be a list, found ${kindOf(value)}`);
    if (value.length > longest) {
      throw this.#wrong(name, `may have ${longest} entries at most, found ${value.length}`);
    }
    return value;
  }

  /** PEM, which programs read from files as text or as bytes. */
  pem(name: string): string {
    const value = this.value(name);
    return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : this.requiredText(name);
  }

  /** An object of the program, which has these methods; it is handed on as it is. */
  instance<T extends object>(
    name: string,
    methods: readonly (keyof T & string)[],
    what: string,
  ): T | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const held = typeof value === 'object' ? (value as { readonly [key: string]: unknown }) : {};
    if (methods.every((method) => typeof held[method] === 'function')) return value as T;
    throw this.#wrong(name, `must be ${what}, found ${shownValue(value)}`);
  }

  /** One sentence for each field that nobody reads; such fields pass. */
  unknownFields(known: readonly string[]): string[] {
    return this.#unknown(known).map(({ name, guess }) => {
      const shown = `"${this.named(name).slice(0, SHOWN)}" is not a known field and was ignored`;
      return guess === undefined ? `${shown}.` : `${shown}; did you mean "${guess}"?`;
    });
  }

  /** Throws for the first field that nobody reads. */
  refuseUnknown(known: readonly string[]): void {
    const [first] = this.#unknown(known);
    if (first === undefined) return;
    const name = this.named(first.name).slice(0, SHOWN);
    const advice =
      first.guess === undefined ? `; known are ${known.join(', ')}.` : `; did you mean ${first.guess}?`;
    throw new OptionError('unknown-option', name, `${name} is not known${advice}`);
  }

  #wrong(name: string, problem: string, hint?: string, guess?: string): OptionError {
    return invalidField(this.named(name), problem, hint, guess);
  }

  #unknown(known: readonly string[]): { readonly name: string; readonly guess: string | undefined }[] {
    return Object.keys(this.#values)
      .filter((name) => !known.includes(name) && this.#values[name] !== undefined)
      .map((name) => ({ name, guess: closest(name, known) }));
  }
}

/** `guess`: what was most likely meant. */
export function invalidField(name: string, problem: string, hint?: string, guess?: string): OptionError {
  const end = guess === undefined ? '.' : `; did you mean ${guess}?`;
  return new OptionError('invalid-option', name, `${name} ${problem}${end}`, hint);
}

function shownValue(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? JSON.stringify(value.slice(0, SHOWN)) : kindOf(value);
}

/** What a JSON value is, in words. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'boolean' ? String(value) : `a ${typeof value}`;
}
