/** Counts of milliseconds in steps of a tenth, up to ten seconds: percentiles of any number of values. */
export class Histogram {
  readonly #counts = new Uint32Array(100_000);
  #total = 0;
  #max = 0;

  add(ms: number): void {
    const bucket = Math.min(this.#counts.length - 1, Math.max(0, Math.round(ms * 10)));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
    if (ms > this.#max) this.#max = ms;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
    this.#max = 0;
  }

  get max(): number {
    return Math.round(this.#max * 10) / 10;
  }

  /** The value that `share` percent of all do not exceed; 0 when there are none. */
  percentile(share: number): number {
    let left = Math.ceil((this.#total * share) / 100);
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return bucket / 10;
    }
    return 0;
  }
}
