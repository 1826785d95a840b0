import type { Count, Milliseconds } from '../units.js';

/** Durations by size, as plain JSON. */
export interface HistogramView {
  /** Number of values. */
  readonly count: Count;
  /** Half of the values are not greater. 0 without values. */
  readonly p50Ms: Milliseconds;
  /** 99 % of the values are not greater. 0 without values. */
  readonly p99Ms: Milliseconds;
  /** The greatest value. 0 without values. */
  readonly maxMs: Milliseconds;
  /** Sum of all values. */
  readonly sumMs: Milliseconds;
  /**
   * Pairs of a limit in milliseconds and the number of values that are below it and not below the limit before it, in
   * ascending order. Limits are the same in every histogram, so histograms of several servers can be added.
   */
  readonly buckets: readonly (readonly [Milliseconds, Count])[];
}

/** Values of 1 ms: the smallest difference that is told apart is a sixteenth of a millisecond. */
const UNITS_PER_MS = 16;

/** Values up to 1 ms have buckets of one unit; above, 16 buckets cover the range to the double. */
const STEPS = 16;
const STEP_BITS = 4;

/** Values are counted up to 2^30 units, which are 18 hours. */
const MAX_UNITS = 2 ** 30;
const BUCKETS = (30 - STEP_BITS + 1) * STEPS + STEPS;

/**
 * Counts durations in buckets of 6 %, in 4 kB whatever their number. Other than histograms of libraries, it can be added
 * up and subtracted as JSON over process boundaries, and costs a few nanoseconds for each frame that is sent.
 */
export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #maxMs = 0;
  #sumMs = 0;

  /** Reads a histogram from JSON. */
  static from({ buckets, maxMs, sumMs }: Pick<HistogramView, 'buckets' | 'maxMs' | 'sumMs'>): Histogram {
    const histogram = new Histogram();
    for (const [limitMs, count] of buckets) {
      const bucket = bucketOf(limitMs * UNITS_PER_MS - 1);
      histogram.#counts[bucket] = (histogram.#counts[bucket] ?? 0) + count;
    }
    histogram.#maxMs = maxMs;
    histogram.#sumMs = sumMs;
    return histogram;
  }

  /** Counts a duration in milliseconds. Negative ones count as 0. */
  record(ms: number): void {
    const bucket = bucketOf(ms * UNITS_PER_MS);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    if (ms > 0) this.#sumMs += ms;
    if (ms > this.#maxMs) this.#maxMs = ms;
  }

  /** Removes all values. */
  clear(): void {
    this.#counts.fill(0);
    this.#maxMs = 0;
    this.#sumMs = 0;
  }

  /** Adds the values of another histogram. */
  add(other: Histogram): this {
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + (other.#counts[bucket] ?? 0);
    }
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
    this.#sumMs += other.#sumMs;
    return this;
  }

  /** Returns the values that were counted since `earlier`, a former state of the same histogram. */
  since(earlier: Histogram): Histogram {
    const difference = new Histogram();
    let last = -1;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      // A server that was reset has fewer values than before.
      const count = Math.max(0, (this.#counts[bucket] ?? 0) - (earlier.#counts[bucket] ?? 0));
      difference.#counts[bucket] = count;
      if (count > 0) last = bucket;
    }
    difference.#sumMs = Math.max(0, this.#sumMs - earlier.#sumMs);
    difference.#maxMs = last === -1 ? 0 : Math.min(this.#maxMs, limitMsOf(last));
    return difference;
  }

  /** Number of values. */
  get count(): number {
    let sum = 0;
    for (const count of this.#counts) sum += count;
    return sum;
  }

  /** The greatest value, in milliseconds. 0 without values. */
  get maxMs(): number {
    return this.#maxMs;
  }

  /** The value that `percent` of the values do not exceed, in milliseconds; up to 6 % and 0.0625 ms too high. 0 without values. */
  percentile(percent: number): number {
    const rank = Math.max(1, Math.ceil((percent / 100) * this.count));
    let sum = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      sum += count;
      if (sum >= rank) return Math.min(this.#maxMs, limitMsOf(bucket));
    }
    return 0;
  }

  /** Returns the values as plain JSON. */
  view(): HistogramView {
    const buckets: [number, number][] = [];
    for (const [bucket, count] of this.#counts.entries()) {
      if (count > 0) buckets.push([limitMsOf(bucket), count]);
    }
    return {
      count: this.count,
      p50Ms: rounded(this.percentile(50)),
      p99Ms: rounded(this.percentile(99)),
      maxMs: rounded(this.#maxMs),
      sumMs: rounded(this.#sumMs),
      buckets,
    };
  }
}

function bucketOf(given: number): number {
  // Not a number, and less than 0, count as 0.
  const units = given > 0 ? Math.min(MAX_UNITS, Math.trunc(given)) : 0;
  if (units < STEPS) return units;
  const doublings = 31 - Math.clz32(units) - STEP_BITS;
  return doublings * STEPS + (units >>> doublings);
}

/** The value that ends a bucket, in milliseconds. */
function limitMsOf(bucket: number): number {
  if (bucket < STEPS) return (bucket + 1) / UNITS_PER_MS;
  const doublings = Math.floor(bucket / STEPS) - 1;
  const steps = bucket - doublings * STEPS;
  return ((steps + 1) * 2 ** doublings) / UNITS_PER_MS;
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
