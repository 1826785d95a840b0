/** Why a live source does not take something. Every code is explained in docs/live-media.md. */
export type LiveSourceErrorCode =
  | 'invalid-option'
  | 'closed'
  | 'unknown-participant'
  | 'not-declared'
  | 'invalid-audio'
  | 'invalid-picture'
  | 'too-far-ahead';

/** A live source does not take what it was given, and nothing of it. The message says why and what to do. */
export class LiveSourceError extends Error {
  override readonly name = 'LiveSourceError';
  readonly code: LiveSourceErrorCode;
  /** With `too-far-ahead`: milliseconds of sound that wait already. Else 0. */
  readonly waitingMs: number;

  constructor(code: LiveSourceErrorCode, message: string, waitingMs = 0) {
    super(message);
    this.code = code;
    this.waitingMs = waitingMs;
  }
}
