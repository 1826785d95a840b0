/** Something the user gave cannot be used. The message is one sentence: what is wrong and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
