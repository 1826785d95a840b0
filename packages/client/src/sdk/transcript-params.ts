import { TranscriptLanguage } from '../vocabulary/constants.js';

/** Transcript parameters as an object with setters, as the comments of the SDK show them. */
export class TranscriptParams {
  /**
   * Language of the first 30 seconds: one of `TranscriptLanguage`.
   * @default TranscriptLanguage.NONE
   */
  srcLanguage: number = TranscriptLanguage.NONE;
  /**
   * True: the service identifies the language of later speech.
   * @default true
   */
  enableLid = true;

  /** Sets {@link srcLanguage}. */
  setSrcLanguage(language: number): void {
    this.srcLanguage = language;
  }

  /** Sets {@link enableLid}. */
  setEnableLid(enable: boolean): void {
    this.enableLid = enable;
  }
}
