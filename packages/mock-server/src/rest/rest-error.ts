import type { RestErrorBody, TokenErrorBody } from './rest-bodies.js';

/**
 * A refused call of the service's REST API. The caller receives `{code, message}`, as documented (PROTOCOL.md §7.1).
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
 * Error numbers of the service. Where PROTOCOL.md §7.1 names none, those of its other calls are used (assumed).
 */
export const RestCode = {
  /** The body cannot be used (assumed). */
  INVALID_BODY: 300,
  /** The token is missing, unknown or expired (assumed). */
  INVALID_TOKEN: 124,
  /** The token lacks the scope (assumed). */
  MISSING_SCOPE: 4711,
  /** The user may not start the app: not host or alternative host (documented). */
  USER_MAY_NOT: 2308,
  /** The operation is not possible in the present state (documented for reasons of the account). */
  OPERATION_REFUSED: 2310,
  /** The meeting is not ready or not accessible; the caller may retry (observed). */
  NOT_READY: 3000,
  /** No such meeting (assumed). */
  UNKNOWN_MEETING: 3001,
} as const;

/** A refused token request. The caller receives `{error, reason}` (RFC 6749 §5.2; `reason` assumed). */
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
