import type { Clock } from '@rtms-mock/protocol';
import type { Logger, LogLevel } from './logger.js';

/** Limits of {@link RepeatedLines}. */
export interface RepeatLimits {
  /** Length of a window in ms. */
  readonly windowMs: number;
  /**
   * Max number of lines of one kind that are written in a window.
   * @default 1
   */
  readonly burst?: number;
}

/** Max number of kinds that are counted separately. */
const MAX_KINDS = 32;

interface Window {
  readonly sinceMs: number;
  readonly level: LogLevel;
  written: number;
  suppressed: number;
}

/** Log lines whose repeats are counted in place of written, because others decide how many there are. */
export class RepeatedLines {
  readonly #logger: Logger;
  readonly #component: string;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #limits: Required<RepeatLimits>;
  readonly #windows = new Map<string, Window>();

  constructor(logger: Logger, component: string, clock: Pick<Clock, 'now'>, limits: RepeatLimits) {
    this.#logger = logger;
    this.#component = component;
    this.#clock = clock;
    this.#limits = { burst: 1, ...limits };
  }

  /**
   * Writes a line, unless the window has enough lines of this kind. The next line states how many are missing. A
   * function is called only for a line that is written.
   */
  log(kind: string, level: LogLevel, line: string | (() => string)): void {
    const message = typeof line === 'string' ? (): string => line : line;
    const key = this.#windows.has(kind) || this.#windows.size < MAX_KINDS ? kind : 'other';
    const nowMs = this.#clock.now();
    const window = this.#windows.get(key);
    if (!window || nowMs - window.sinceMs >= this.#limits.windowMs) {
      this.#windows.set(key, { sinceMs: nowMs, level, written: 1, suppressed: 0 });
      const missing = window?.suppressed ?? 0;
      const suffix = missing === 0 ? '' : ` (and ${missing} more of this kind before)`;
      this.#write(level, message() + suffix);
    } else if (window.written < this.#limits.burst) {
      window.written += 1;
      this.#write(level, message());
    } else {
      window.suppressed += 1;
    }
  }

  /** Writes one line for each kind with lines that were not written, and forgets all kinds. */
  flush(): void {
    for (const [kind, { level, suppressed }] of this.#windows) {
      if (suppressed > 0) this.#write(level, `${suppressed} more of the kind "${kind}" were not logged`);
    }
    this.#windows.clear();
  }

  #write(level: LogLevel, message: string): void {
    this.#logger.log(level, this.#component, message);
  }
}
