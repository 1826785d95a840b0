import type { Cancel, Clock } from '../ports.js';

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Clock for tests: time stands still until {@link ManualClock.advance} is called. */
export class ManualClock implements Clock {
  readonly #startUnixMs: number;
  readonly #timers = new Set<Timer>();
  #nowMs = 0;
  #order = 0;

  /** `startUnixMs`: Unix time in milliseconds at the start. Default: 2026-01-01T00:00:00Z. */
  constructor(startUnixMs = 1767225600000) {
    this.#startUnixMs = startUnixMs;
  }

  now(): number {
    return this.#nowMs;
  }

  unixMs(): number {
    return this.#startUnixMs + Math.round(this.#nowMs);
  }

  after(delayMs: number, callback: () => void): Cancel {
    const timer: Timer = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Number of pending timers. */
  get pending(): number {
    return this.#timers.size;
  }

  /**
   * Advances time by `ms` milliseconds and runs the timers that become due, in order of time, then of
   * creation.
   */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const next = this.#nextDue(untilMs);
      if (!next) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
    }
    this.#nowMs = untilMs;
  }

  #nextDue(untilMs: number): Timer | undefined {
    let found: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs > untilMs) continue;
      if (!found || timer.dueMs < found.dueMs || (timer.dueMs === found.dueMs && timer.order < found.order)) {
        found = timer;
      }
    }
    return found;
  }
}
