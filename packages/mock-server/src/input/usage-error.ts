/** A flag, an environment variable or a file cannot be used. The message is one sentence: the problem and its remedy. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * The value of an option cannot be used, which shows only when it is used: a file does not exist, a name is unknown. The
 * message names the flag; `withFlags` names the variable or the line of the configuration file instead, if that set it.
 */
export class FlagError extends UsageError {
  /** The flag of the option: `--scenario`. */
  readonly flag: string;
  /** A clause with the remedy. */
  readonly problem: string;

  constructor(flag: string, problem: string, options?: ErrorOptions) {
    super(`${flag}: ${problem}`, options);
    this.flag = flag;
    this.problem = problem;
  }
}
