/** Reason why a source cannot provide the requested media. */
export type MediaUnavailableCode =
  | 'no-audio'
  | 'no-video'
  | 'no-share'
  | 'format-unsupported'
  | 'ffmpeg-missing'
  | 'file-unreadable'
  | 'conversion-failed'
  | 'undecodable';

/** A source cannot provide the requested media. The message says what is missing, why, and what to try. */
export class MediaUnavailableError extends Error {
  override readonly name = 'MediaUnavailableError';
  /** The reason, for programs. */
  readonly code: MediaUnavailableCode;

  constructor(code: MediaUnavailableCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
