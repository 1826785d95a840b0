/** A flag, an environment variable or a file cannot be used. The message is one sentence: the problem and its remedy. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
