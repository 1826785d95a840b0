/** Assignment of the lines of a transcript to speakers. */
import type { Utterance } from '../../media-source.js';
import type { SpokenLine } from './transcript-file.js';
import { normalizeName } from './transcript-names.js';

/** The speakers of one recording, and their lines. */
export interface AssignedSpeakers {
  /** In the order in which they first speak. Empty when the transcript names no speaker. */
  readonly names: readonly string[];
  /** `speaker` is an index into `names`; 0 in all of them when no speaker is named. */
  readonly utterances: readonly Utterance[];
}

/**
 * Assigns each line to a speaker. A line without a name belongs to the previous speaker; at the beginning, to the
 * first one who is named.
 */
export function assignSpeakers(lines: readonly SpokenLine[]): AssignedSpeakers {
  const names = new Map<string, string>();
  for (const { speaker } of lines) {
    if (speaker === undefined) continue;
    const key = normalizeName(speaker);
    if (!names.has(key)) names.set(key, speaker);
  }
  const indices = new Map([...names.keys()].map((key, index) => [key, index]));
  let current = 0;
  const utterances = lines.map((line) => {
    if (line.speaker !== undefined) current = indices.get(normalizeName(line.speaker)) ?? 0;
    return utteranceOf(line, current);
  });
  return { names: [...names.values()], utterances };
}

/** Returns a line as an utterance of the speaker with this index. */
export function utteranceOf({ startMs, endMs, text, language }: SpokenLine, speaker: number): Utterance {
  return { speaker, startMs, endMs, text, language };
}
