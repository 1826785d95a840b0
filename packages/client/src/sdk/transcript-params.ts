import { TranscriptLanguage } from '../vocabulary/constants.js';

/** Transcript parameters as an object with setters, the form that the SDK's comments show. */
export class TranscriptParams {
  srcLanguage: number = TranscriptLanguage.NONE;
  enableLid = true;

  /** One of `TranscriptLanguage`. */
  setSrcLanguage(language: number): void {
    this.srcLanguage = language;
  }

  setEnableLid(enable: boolean): void {
    this.enableLid = enable;
  }
}
