/** Whose words the lines of a transcript are. */
import type { Utterance } from '../media-source.js';
import type { SpokenLine } from './transcript-file.js';

export function utteranceOf({ startMs, endMs, text, language }: SpokenLine, speaker: number): Utterance {
  return { speaker, startMs, endMs, text, language };
}
