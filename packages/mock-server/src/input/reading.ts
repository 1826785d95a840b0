/** Results of reading data from outside: a value, or the problems that make it unusable. Nothing here throws. */
import { cut } from './cut.js';

/** Keys and indexes that lead to a value: `['participants', 0, 'name']`. */
export type Path = readonly (string | number)[];

/** One reason why data cannot be used. */
export interface Problem {
  readonly path: Path;
  /** A clause that completes the name of the value: `must be a string`. */
  readonly message: string;
  /** The value that was found, as {@link shown} shows it. Absent where it must stay secret or is not worth showing. */
  readonly found?: string | undefined;
  /** The accepted value or known key that was probably meant. */
  readonly guess?: string | undefined;
  /** Further advice, a sentence of its own. */
  readonly hint?: string;
  /**
   * - `value`: the value is wrong.
   * - `key`: the value may be right, but must not be there.
   * - `unknown-key`: nothing reads a value of this name.
   */
  readonly subject: 'value' | 'key' | 'unknown-key';
}

/** A reading that failed. */
export interface Bad {
  readonly ok: false;
  readonly problems: readonly [Problem, ...Problem[]];
}

/** A value that was read, or the reasons why it cannot be used. */
export type Reading<T> = { readonly ok: true; readonly value: T } | Bad;

/** A successful reading. */
export function good<T>(value: T): Reading<T> {
  return { ok: true, value };
}

/** A failed reading with one problem; without `more`, of the value itself. */
export function bad(message: string, more: Omit<Partial<Problem>, 'message'> = {}): Bad {
  return { ok: false, problems: [{ path: [], subject: 'value', ...more, message }] };
}

/** A failed reading of a value that is not what `accepts` says. `guess`: the accepted value that was probably meant. */
export function mustBe(accepts: string, value: unknown, guess?: string): Bad {
  return bad(`must be ${accepts}`, { found: shown(value), guess });
}

/** The same problems without the values that were found, which are secret. */
export function withoutFound({ problems: [first, ...others] }: Bad): Bad {
  const hide = (problem: Problem): Problem => ({ ...problem, found: undefined });
  return { ok: false, problems: [hide(first), ...others.map(hide)] };
}

/** A failed reading with all of these problems; `undefined` when there are none. */
export function failed(problems: readonly Problem[]): Bad | undefined {
  const [first, ...others] = problems;
  return first && { ok: false, problems: [first, ...others] };
}

/** The same problems, of a part that is found under `key` in a whole. */
export function within(key: string | number, { problems: [first, ...others] }: Bad): Bad {
  const inside = (problem: Problem): Problem => ({ ...problem, path: [key, ...problem.path] });
  return { ok: false, problems: [inside(first), ...others.map(inside)] };
}

/** A problem as the clause that follows the name: `must be one of on, off, found "of"; did you mean off?`. */
export function clauseOf({ message, found, guess }: Problem): string {
  return [
    message,
    found === undefined ? '' : `, found ${found}`,
    guess === undefined ? '' : `; did you mean ${cut(guess)}?`,
  ].join('');
}

/** The same with the path of the value before it. `whole`: name of all of the data. */
export function namedClause(problem: Problem, whole: string): string {
  return `${pathName(problem.path) || whole} ${clauseOf(problem)}`;
}

/** Max. number of characters of a foreign string that a message repeats. */
const MAX_SHOWN = 60;

/** Max. number of characters of a foreign key that a message repeats. */
const MAX_KEY_SHOWN = 80;

/** A value as messages show it: strings in quotes and cut off, objects and arrays without their content. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'an array' : 'an object';
    case 'function':
      return 'a function';
    default:
      return String(value);
  }
}

/** A path as messages show it: `participants[0].name`. */
export function pathName(path: Path): string {
  const whole = path.reduce<string>((name, part) => {
    if (typeof part === 'number') return `${name}[${part}]`;
    const key = cut(part, MAX_KEY_SHOWN);
    return name === '' ? key : `${name}.${key}`;
  }, '');
  return cut(whole);
}

/** Max. number of problems or warnings that a message lists one by one. */
const MAX_LISTED = 20;

/** The first of many sentences or clauses, and the number of others: data from outside may have any number of mistakes. */
export function firstOf(sentences: readonly string[]): readonly string[] {
  const others = sentences.length - MAX_LISTED;
  return others > 0 ? [...sentences.slice(0, MAX_LISTED), `and ${others} more.`] : sentences;
}
