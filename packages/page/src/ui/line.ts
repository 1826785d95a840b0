/** One line of the transcript or chat. */
export interface Line {
  readonly key: number;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly text: string;
}
