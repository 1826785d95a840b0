/** Something that was given cannot be used. The message says which, what was found and what it may be. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
  /** `unknown-option`: there is nothing of that name. `invalid-option`: it cannot have that value. */
  readonly code: 'unknown-option' | 'invalid-option';
  /** Which one: `port`, `participants[0].name`. Empty when the whole of it is meant. */
  readonly option: string;
  /** What to do instead, where that is a sentence of its own. */
  readonly hint: string | undefined;

  constructor(code: OptionError['code'], option: string, message: string, hint?: string) {
    super(message);
    this.code = code;
    this.option = option;
    this.hint = hint;
  }
}
