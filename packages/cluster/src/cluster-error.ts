/** The cluster cannot be joined. The message is a sentence for the user. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
}

/** The message of a value that was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
