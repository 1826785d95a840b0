/** Whose words the lines of a transcript are. */
import type { Utterance } from '../../media-source.js';
import type { SpokenLine } from './transcript-file.js';
import { sameName } from './transcript-names.js';

/** The people of one recording. */
export interface Cast {
  /** In the order in which they first speak. Empty when the transcript names nobody. */
  readonly names: readonly string[];
  /** Speakers by their place in `names`; all 0 when nobody is named. */
  readonly utterances: readonly Utterance[];
}

/** A line that names nobody belongs to who spoke before, at the beginning to the first who is named. */
export function castOf(lines: readonly SpokenLine[]): Cast {
  const names = new Map<string, string>();
  for (const { speaker } of lines) {
    if (speaker !== undefined && !names.has(sameName(speaker))) names.set(sameName(speaker), speaker);
  }
  const places = new Map([...names.keys()].map((name, place) => [name, place]));
  let current = 0;
  const utterances = lines.map((line) => {
    if (line.speaker !== undefined) current = places.get(sameName(line.speaker)) ?? 0;
    return utteranceOf(line, current);
  });
  return { names: [...names.values()], utterances };
}

export function utteranceOf({ startMs, endMs, text, language }: SpokenLine, speaker: number): Utterance {
  return { speaker, startMs, endMs, text, language };
}
