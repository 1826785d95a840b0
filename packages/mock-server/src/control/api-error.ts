import type { ErrorBody } from './api-bodies.js';

/** A refused request. The caller receives it as `{error: {code, message, hint?}}`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** Short and stable, for programs: `unknown-stream`. */
  readonly code: string;
  /** One sentence that says what to do instead. */
  readonly hint: string | undefined;

  constructor(status: number, code: string, message: string, hint?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.hint = hint;
  }

  toJSON(): ErrorBody {
    const { code, message, hint } = this;
    return { error: { code, message, ...(hint !== undefined && { hint }) } };
  }
}
