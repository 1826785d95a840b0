import type { Cancel, Clock } from '@rtms-mock/protocol';
import { systemClock } from './clock.js';
import { WIRE_LIMITS } from './journal-wire.js';
import type { LogFields, Logger, LogLevel } from './log.js';

/** Limits of a log. Clients without credentials cause log lines, so their content and number are bounded. */
export const LOG_LIMITS = {
  /** Characters of a line; the rest is cut. */
  characters: 1000,
  /** Characters of a line at the level `trace`, which shows messages as they are on the wire. */
  traceCharacters: WIRE_LIMITS.characters + 200,
  /** Characters of a string in the fields of a line. */
  fieldCharacters: 200,
  /** Lines of one kind in a window; further ones are counted. Lines are of one kind if only ids and values differ. */
  repeats: 20,
  /**
   * Kinds of lines of one level that are told apart in a window. All further kinds of the level count as one: lines that
   * clients cause never take the place of errors.
   */
  kinds: 20,
  /** Length of a window, in real milliseconds. */
  windowMs: 1000,
} as const;

/** Control characters, line separators, and characters that change the direction of text. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** Lines of one kind in the current window. */
interface Kind {
  readonly level: LogLevel;
  readonly first: string;
  lines: number;
}

/**
 * Wraps a logger: each message becomes one line of limited length without control characters, and lines that repeat too
 * often are replaced by one line with their number. Levels `debug` and `trace` show every line.
 */
export class BoundedLogger implements Logger {
  readonly #logger: Logger;
  readonly #clock: Pick<Clock, 'after'>;
  /** By level, then by kind. The empty kind stands for all beyond the maximum. */
  readonly #kinds = new Map<LogLevel, Map<string, Kind>>();
  #endWindow: Cancel | undefined;
  readonly #listeners = new Set<Logger['log']>();

  /** `clock`: real time, by default the system clock. */
  constructor(logger: Logger, clock: Pick<Clock, 'after'> = systemClock()) {
    this.#logger = logger;
    this.#clock = clock;
  }

  log(level: LogLevel, message: string, fields?: LogFields): void {
    const line = oneLine(message, level === 'trace' ? LOG_LIMITS.traceCharacters : LOG_LIMITS.characters);
    if (level !== 'debug' && level !== 'trace' && this.#isRepeated(level, line)) return;
    if (fields === undefined) this.#write(level, line);
    else this.#write(level, line, safeFields(fields));
  }

  /** Calls `listener` with every line that is written, at every level. Returns a function that unsubscribes. */
  onLine(listener: Logger['log']): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #write(level: LogLevel, line: string, fields?: LogFields): void {
    if (fields === undefined) this.#logger.log(level, line);
    else this.#logger.log(level, line, fields);
    for (const listener of this.#listeners) listener(level, line, fields);
  }

  /** Ends the window: logs the number of lines that were left out. */
  flush(): void {
    this.#endWindow?.();
    this.#endWindow = undefined;
    const kinds = [...this.#kinds.values()].flatMap((ofLevel) => [...ofLevel.values()]);
    this.#kinds.clear();
    for (const { level, first, lines } of kinds) {
      const more = lines - LOG_LIMITS.repeats;
      if (more > 0) this.#write(level, `… and ${more} more like it: ${oneLine(first, 100)}`);
    }
  }

  #isRepeated(level: LogLevel, line: string): boolean {
    this.#endWindow ??= this.#clock.after(LOG_LIMITS.windowMs, () => this.flush());
    const kinds = this.#kinds.get(level) ?? new Map<string, Kind>();
    this.#kinds.set(level, kinds);
    const shape = shapeOf(line);
    const key = kinds.has(shape) || kinds.size < LOG_LIMITS.kinds ? shape : '';
    const kind = kinds.get(key) ?? { level, first: line, lines: 0 };
    kinds.set(key, kind);
    kind.lines += 1;
    return kind.lines > LOG_LIMITS.repeats;
  }
}

/** Wraps a logger, unless it is wrapped already. */
export function boundedLogger(logger: Logger): BoundedLogger {
  return logger instanceof BoundedLogger ? logger : new BoundedLogger(logger);
}

/** Line without quoted values and without words that contain digits, as ids do. */
function shapeOf(line: string): string {
  return line
    .slice(0, 200)
    .replaceAll(/"[^"]*"?/g, '""')
    .replaceAll(/[^\s:;,]*\d[^\s:;,]*/g, '#');
}

function safeFields(fields: LogFields): LogFields {
  const safe = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? oneLine(value, LOG_LIMITS.fieldCharacters) : value,
  ]);
  return Object.fromEntries(safe) as LogFields;
}

function oneLine(text: string, maxCharacters: number): string {
  const cut =
    text.length > maxCharacters ? `${text.slice(0, maxCharacters)}… (${text.length} characters)` : text;
  return cut.replaceAll(UNSAFE, escaped);
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
