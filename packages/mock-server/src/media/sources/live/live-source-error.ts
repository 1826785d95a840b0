/** Reason why a live source refuses an option or a push. docs/live-media.md explains each code. */
export type LiveSourceErrorCode =
  | 'invalid-option'
  | 'closed'
  | 'unknown-participant'
  | 'not-declared'
  | 'invalid-audio'
  | 'invalid-frame'
  | 'buffer-full';

/**
 * A live source refused an option or a push. A refused push has no effect at all. The message says why it was
 * refused and what to do.
 */
export class LiveSourceError extends Error {
  override readonly name = 'LiveSourceError';
  /** The reason, for programs. */
  readonly code: LiveSourceErrorCode;
  /** With `buffer-full`: milliseconds of audio that are buffered already. Otherwise 0. */
  readonly bufferedMs: number;

  constructor(code: LiveSourceErrorCode, message: string, bufferedMs = 0) {
    super(message);
    this.code = code;
    this.bufferedMs = bufferedMs;
  }
}
