/** What a field of a step may hold: read from plain data, shown in the reference. */

/** A value that was read, or what is wrong with it; `message` reads on from "participant ". */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

/** One field of a step. `T` is what the step holds once it has been read. */
export interface Field<T> {
  /** For the reference: `a duration such as 500ms, 10s or 2m`. */
  readonly accepts: string;
  readonly description: string;
  readonly required: boolean;
  /** For the reference: what holds when the field is left out. */
  readonly fallback?: string;
  /** Only called for fields that are there. */
  read(value: unknown): Reading<T>;
  /** What an optional field that is left out becomes. */
  readonly absent?: T;
}

/** A kind of value, before it is known whether a step must have it. */
export interface Kind<T> {
  readonly accepts: string;
  read(value: unknown): Reading<T>;
}

export function required<T>(kind: Kind<T>, description: string): Field<T> {
  return { ...kind, description, required: true };
}

/** A field with a default value. */
export function withDefault<T>(kind: Kind<T>, absent: T, description: string, fallback?: string): Field<T> {
  return { ...kind, description, required: false, absent, fallback: fallback ?? String(absent) };
}

/** A field that may stay empty. `fallback` says what holds then. */
export function optional<T>(kind: Kind<T>, description: string, fallback: string): Field<T | undefined> {
  return { ...kind, description, required: false, fallback };
}

export function good<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function bad(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}

/** A value as a problem shows it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
