/** What a transcript says, whatever kind of file it is. */

/** One stretch of speech. */
export interface TimedText {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  /** BCP 47 tag or English name, where the file tells. */
  readonly language?: string;
  /** Who speaks, where the file tells. */
  readonly speaker?: string;
}

/** What could be read of a file, and what could not. */
export interface ParsedTranscript {
  readonly lines: readonly TimedText[];
  /** One sentence for each part that is left out: `line 7: it ends before it begins: "00:05 --> 00:04"`. */
  readonly problems: readonly string[];
}

/** What stands in a file, short enough for a sentence about it. */
export function quoted(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
