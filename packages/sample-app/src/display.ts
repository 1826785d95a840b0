/** Prints lines, and on a terminal one status line below them that is rewritten in place. */
export interface Display {
  /** Prints a line. */
  line(line: string): void;
  /** Shows the current status: in place on a terminal, else as a line. */
  status(status: string): void;
  /** Removes the status line. */
  clear(): void;
}

/** The members of `process.stdout` that a display needs. */
export interface Output {
  /** True for a terminal. */
  readonly isTTY?: boolean;
  /** Width of the terminal. @default 80 */
  readonly columns?: number;
  write(output: string): unknown;
}

const CLEAR_LINE = '\r\u001B[2K';

/** Creates a display for a terminal or a file. */
export function createDisplay(output: Output): Display {
  if (output.isTTY !== true) {
    const line = (content: string): void => void output.write(`${content}\n`);
    return { line, status: line, clear: () => {} };
  }
  let status = '';
  return {
    line: (line) => void output.write(`${CLEAR_LINE}${line}\n${status}`),
    status: (line) => {
      // A line that wraps could not be rewritten.
      status = line.slice(0, (output.columns ?? 80) - 1);
      output.write(`${CLEAR_LINE}${status}`);
    },
    clear: () => {
      status = '';
      output.write(CLEAR_LINE);
    },
  };
}
