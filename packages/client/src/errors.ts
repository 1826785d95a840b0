/** The reason why a call of this package failed. The codes are stable: programs may compare them. */
export type RtmsErrorCode =
  /** `join` was called with other ids on a client that has joined a stream and not left it. */
  | 'already-joined'
  /** `join` received no id, no stream id or no valid URL; or `RTMS_MOCK_PROTOCOL` has an unknown value. */
  | 'invalid-join'
  /** A `for await` loop was waiting for media of a stream, and joining failed. */
  | 'join-failed'
  /** A media parameter is unknown, out of range, or conflicts with another one; or a proxy is invalid. */
  | 'invalid-params'
  /** The environment variables of the webhook server (`ZM_RTMS_*`) are invalid. */
  | 'invalid-webhook-setup'
  /** The method was removed from the SDK, and `strict` is on. */
  | 'removed-name';

/**
 * An error of this package. Errors of the server are not thrown: they are numbers that `onJoinConfirm` and
 * `onLeave` receive.
 */
export class RtmsError extends Error {
  /** The reason, for programs. */
  readonly code: RtmsErrorCode;

  constructor(code: RtmsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RtmsError';
    this.code = code;
  }
}

/** The message of a thrown value, for a log line. Never throws: a program may throw what a server has sent. */
export function messageOf(error: unknown): string {
  const value: unknown = error instanceof Error ? error.message : error;
  try {
    return String(value);
  } catch {
    return `a thrown ${typeof error}`; // its own toString throws, or is no function
  }
}

/** The stack trace of a thrown value, for a log line; its message if it has none. */
export function stackOf(error: unknown): string {
  return error instanceof Error && typeof error.stack === 'string' ? error.stack : messageOf(error);
}
