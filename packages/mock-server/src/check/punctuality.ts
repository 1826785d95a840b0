import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Punctuality } from './played.js';

/** Interval of measurements, in milliseconds. Part of each measured value. */
const RESOLUTION_MS = 10;

/** Delays up to which verdicts that measure seconds can be trusted, in milliseconds. */
const LIMITS = { p99Ms: 100, maxMs: 1000 } as const;

/** Measures how late this process is: because of its own work, or because the machine is busy. */
export class PunctualityMeter {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  /** Starts to measure. */
  constructor() {
    this.#delay.enable();
  }

  /** Ends the measurement. */
  end(): Punctuality {
    this.#delay.disable();
    return punctualityOf(
      lateness(this.#delay.percentile(99)),
      this.#delay.exceeds > 0 ? Infinity : lateness(this.#delay.max),
    );
  }
}

/** Judges delays in milliseconds. */
export function punctualityOf(p99Ms: number, maxMs: number): Punctuality {
  return { p99Ms, maxMs, trusted: p99Ms <= LIMITS.p99Ms && maxMs <= LIMITS.maxMs };
}

/** A measured interval in nanoseconds as a delay in milliseconds, with one digit after the point. */
function lateness(nanoseconds: number): number {
  const ms = nanoseconds / 1e6 - RESOLUTION_MS;
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms * 10) / 10) : 0;
}
