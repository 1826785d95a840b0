import { ApiError } from './api-error.js';
import { closest } from '../closest.js';

/** A body with every field checked; wrong ones end in {@link ApiError} 400. */
export class Fields {
  readonly #values: { readonly [key: string]: unknown };

  constructor(body: unknown) {
    if (body === undefined) {
      this.#values = {};
    } else if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
      this.#values = body as { readonly [key: string]: unknown };
    } else {
      throw new ApiError(400, 'invalid-body', `The body must be a JSON object, found ${kindOf(body)}.`);
    }
  }

  /** Absent and null count alike. */
  value(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? (this.#values[name] ?? undefined) : undefined;
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw invalidField(name, `must be a text, found ${kindOf(value)}`);
    if (value.trim() === '') throw invalidField(name, 'must not be empty');
    return value;
  }

  requiredText(name: string, hint?: string): string {
    const value = this.text(name);
    if (value === undefined) throw invalidField(name, 'is missing', hint);
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === 'boolean') return value;
    throw invalidField(name, `must be true or false, found ${kindOf(value)}`);
  }

  /** One of a few texts; numbers are taken for the text they stand for. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const text = typeof value === 'number' ? String(value) : value;
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    const shown = typeof text === 'string' ? JSON.stringify(text.slice(0, 80)) : kindOf(text);
    throw invalidField(name, `must be one of ${choices.join(', ')}; found ${shown}`);
  }

  requiredChoice<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.choice(name, choices);
    if (value === undefined) throw invalidField(name, `is missing; it is one of ${choices.join(', ')}`);
    return value;
  }

  list(name: string, longest: number): readonly unknown[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw invalidField(name, `must be a list, found ${kindOf(value)}`);
    if (value.length > longest) {
      throw invalidField(name, `may have ${longest} entries at most, found ${value.length}`);
    }
    return value;
  }

  /** One sentence for each field that nobody reads; such fields pass. */
  unknownFields(known: readonly string[]): string[] {
    return Object.keys(this.#values)
      .filter((name) => !known.includes(name))
      .map((name) => {
        const guess = closest(name, known);
        const shown = `"${name.slice(0, 80)}" is not a known field and was ignored`;
        return guess === undefined ? `${shown}.` : `${shown}; did you mean "${guess}"?`;
      });
  }
}

export function invalidField(name: string, problem: string, hint?: string): ApiError {
  return new ApiError(400, 'invalid-field', `${name} ${problem}.`, hint);
}

/** What a JSON value is, in words. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'boolean' ? String(value) : `a ${typeof value}`;
}
