import type { Logger, LogLevel } from '../../src/log.js';

/** Keeps every line. */
export class RecordedLogger implements Logger {
  readonly lines: { readonly level: LogLevel; readonly message: string }[] = [];

  log(level: LogLevel, message: string): void {
    this.lines.push({ level, message });
  }

  /** All lines of these levels, joined. */
  text(...levels: LogLevel[]): string {
    return this.lines
      .filter((line) => levels.includes(line.level))
      .map((line) => line.message)
      .join('\n');
  }
}
