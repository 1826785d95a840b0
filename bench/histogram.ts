/** Percentiles of any number of times, counted in steps of 0.1 ms up to 10 s. */
export class Histogram {
  readonly #counts = new Uint32Array(100_000);
  #total = 0;
  #max = 0;

  /** Counts a time. */
  add(ms: number): void {
    const bucket = Math.min(this.#counts.length - 1, Math.max(0, Math.round(ms * 10)));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
    if (ms > this.#max) this.#max = ms;
  }

  /** Removes all times. */
  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
    this.#max = 0;
  }

  /** Max time in ms; 0 if there are none. */
  get max(): number {
    return Math.round(this.#max * 10) / 10;
  }

  /** The time in ms that `share` percent of all times do not exceed; 0 if there are none. */
  percentile(share: number): number {
    let left = Math.ceil((this.#total * share) / 100);
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return bucket / 10;
    }
    return 0;
  }
}
