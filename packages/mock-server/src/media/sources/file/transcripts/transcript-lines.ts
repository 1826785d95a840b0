/** Content of a transcript, independent of its file format. */

/** One line of speech. */
export interface TimedText {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  /** BCP 47 tag or English name, if the file contains it. */
  readonly language?: string;
  /** Name of the speaker, if the file contains it. */
  readonly speaker?: string;
}

/** Result of reading a file: the lines that could be read, and the problems with the others. */
export interface ParsedTranscript {
  readonly lines: readonly TimedText[];
  /** One sentence for each part that is skipped: `line 7: it ends before it begins: "00:05 --> 00:04"`. */
  readonly problems: readonly string[];
}

/** Quotes a value from a file for a message, shortened. */
export function quoted(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
