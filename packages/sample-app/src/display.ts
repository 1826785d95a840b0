/** Lines that stay, and on a terminal one last line that is rewritten. */
export interface Display {
  /** Prints a line that stays. */
  line(text: string): void;
  /** Shows how things stand now: in place on a terminal, else as a line. */
  status(text: string): void;
  /** Takes the rewritten line away. */
  clear(): void;
}

/** The part of a stream that is needed: `process.stdout` has it. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const CLEAR_LINE = '\r\u001B[2K';

export function createDisplay(output: Output): Display {
  if (output.isTTY !== true) {
    const line = (text: string): void => void output.write(`${text}\n`);
    return { line, status: line, clear: () => {} };
  }
  let status = '';
  return {
    line: (text) => void output.write(`${CLEAR_LINE}${text}\n${status}`),
    status: (text) => {
      // A line that wraps could not be rewritten.
      status = text.slice(0, (output.columns ?? 80) - 1);
      output.write(`${CLEAR_LINE}${status}`);
    },
    clear: () => {
      status = '';
      output.write(CLEAR_LINE);
    },
  };
}
