import { namedClause, pathName, type Reading } from './reading.js';
import { asSentence } from './sentence.js';

/** An option or field has an unknown name or a wrong value. The message names it, with the value found and what it may be. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
  /** `unknown-option`: there is nothing of that name. `invalid-option`: it cannot have that value. */
  readonly code: 'unknown-option' | 'invalid-option';
  /** Path of the option: `port`, `participants[0].name`. Empty when the whole of it is meant. */
  readonly option: string;
  /** Further advice, where that is a sentence of its own. */
  readonly hint: string | undefined;

  constructor(code: OptionError['code'], option: string, message: string, hint?: string) {
    super(message);
    this.code = code;
    this.option = option;
    this.hint = hint;
  }
}

/** The value that was read. Throws {@link OptionError} for the first problem. `whole`: name of all of it in messages. */
export function valueOf<T>(reading: Reading<T>, whole: string): T {
  if (reading.ok) return reading.value;
  const [problem] = reading.problems;
  const code = problem.subject === 'unknown-key' ? 'unknown-option' : 'invalid-option';
  const { path, hint } = problem;
  throw new OptionError(code, pathName(path), asSentence(namedClause(problem, whole)), hint);
}

/** The error of a field whose value cannot be used. `message` completes its name. */
export function invalidField(name: string, message: string, hint?: string): OptionError {
  return new OptionError('invalid-option', name, asSentence(`${name} ${message}`), hint);
}
