import type { RestErrorBody, TokenErrorBody } from './rest-bodies.js';

/**
 * A call of the service's REST API that is refused: `{code, message}`, as its pages have it
 * (PROTOCOL.md §7.1).
 */
export class RestError extends Error {
  override readonly name = 'RestError';
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  toJSON(): RestErrorBody {
    return { code: this.code, message: this.message };
  }
}

/**
 * Numbers of the service's errors. Where PROTOCOL.md §7.1 names none, they are those of its other calls
 * (assumed).
 */
export const RestCode = {
  /** The body cannot be used (assumed). */
  INVALID_BODY: 300,
  /** No token, a wrong one, or one that ran out (assumed). */
  INVALID_TOKEN: 124,
  /** The token may not do this (assumed). */
  MISSING_SCOPE: 4711,
  /** The user may not start the app: not host or alternative host (documented). */
  USER_MAY_NOT: 2308,
  /** The operation makes no sense now (documented, for reasons of the account). */
  OPERATION_REFUSED: 2310,
  /** The meeting is not ready or not accessible; worth trying again (observed). */
  NOT_READY: 3000,
  /** No such meeting (assumed). */
  UNKNOWN_MEETING: 3001,
} as const;

/** A token that cannot be had, as OAuth has it: `{error, reason}` (RFC 6749 §5.2; `reason` assumed). */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string, reason: string) {
    super(reason);
    this.status = status;
    this.error = error;
  }

  toJSON(): TokenErrorBody {
    return { error: this.error, reason: this.message };
  }
}
