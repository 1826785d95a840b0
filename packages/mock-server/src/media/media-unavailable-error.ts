/** Why a source cannot give what was asked for. */
export type MediaUnavailableCode =
  | 'no-audio'
  | 'no-video'
  | 'format-unsupported'
  | 'ffmpeg-missing'
  | 'file-unreadable'
  | 'conversion-failed';

/** The source cannot give what was asked for. The message says what, why, and what to try. */
export class MediaUnavailableError extends Error {
  override readonly name = 'MediaUnavailableError';
  readonly code: MediaUnavailableCode;

  constructor(code: MediaUnavailableCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
