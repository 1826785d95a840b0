/** Why a call of this package failed. Stable: programs may test it. */
export type RtmsErrorCode =
  /** `join` was called on a client that has joined and has not left. */
  | 'already-joined'
  /** `join` was given too little: no id, no stream id or no URL. */
  | 'invalid-join'
  /** A `for await` loop waited for media of a stream that could not be joined. */
  | 'join-failed'
  /** A media parameter is unknown, out of range, or does not go with another one. */
  | 'invalid-params'
  /** The webhook server cannot be set up as the environment says. */
  | 'invalid-webhook-setup'
  /** A name that the current SDK has dropped was used while `strict` is on. */
  | 'removed-name';

/** An error of this package's own. Errors of the wire are numbers, given to `onJoinConfirm` and `onLeave`. */
export class RtmsError extends Error {
  readonly code: RtmsErrorCode;

  constructor(code: RtmsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RtmsError';
    this.code = code;
  }
}

/** What was thrown, as text for a log line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
