import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { LogFields, LogLevel } from './log.js';
import type { Count, UnixMilliseconds } from './units.js';

/** Number of lines that are kept for followers who come later. Lines of the levels debug and trace are not kept. */
const MAX_LINES = 200;

/** One line of the server's log. */
export interface LogLine {
  /** Sequence number: 1, 2, 3, … */
  readonly seq: Count;
  /** Real time, in Unix milliseconds. */
  readonly unixMs: UnixMilliseconds;
  /** Severity. */
  readonly level: LogLevel;
  /** The line, without control characters. */
  readonly message: string;
  /** Ids, counts, durations; absent if there are none. */
  readonly fields?: LogFields;
}

/** The latest lines of a log, and those to come. */
export class LogTail {
  readonly #clock: Pick<Clock, 'unixMs'>;
  readonly #lines: LogLine[] = [];
  readonly #listeners = new Set<(line: LogLine) => void>();
  #seq = 0;

  /** `clock`: real time. */
  constructor(clock: Pick<Clock, 'unixMs'>) {
    this.#clock = clock;
  }

  /** Adds a line and notifies subscribers. */
  add(level: LogLevel, message: string, fields?: LogFields): void {
    const isKept = level !== 'debug' && level !== 'trace';
    if (!isKept && this.#listeners.size === 0) return;
    this.#seq += 1;
    const unixMs = this.#clock.unixMs();
    const line = { seq: this.#seq, unixMs, level, message, ...(fields && { fields }) };
    if (isKept) {
      this.#lines.push(line);
      if (this.#lines.length > MAX_LINES) this.#lines.shift();
    }
    for (const listener of this.#listeners) listener(line);
  }

  /** The latest lines of the levels error, warn and info, oldest first. */
  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Calls `listener` with every new line. Returns a function that unsubscribes. */
  subscribe(listener: (line: LogLine) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
