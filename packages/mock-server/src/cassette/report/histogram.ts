/** Lower and upper end of the values that are told apart, in milliseconds. */
const MIN_MS = -10_000;
const MAX_MS = 120_000;

/** Distribution of times in whole milliseconds, in memory that does not grow. Values beyond two minutes count as two minutes. */
export class Histogram {
  readonly #counts = new Uint32Array(MAX_MS - MIN_MS + 1);
  #total = 0;

  /** Adds a time in milliseconds. */
  add(ms: number): void {
    const index = Math.min(MAX_MS, Math.max(MIN_MS, Math.round(ms))) - MIN_MS;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#total += 1;
  }

  /** Number of added values. */
  get total(): number {
    return this.#total;
  }

  /** Value below which a fraction of all values is, in milliseconds; 0 without values. */
  quantile(fraction: number): number {
    const wanted = Math.max(1, Math.ceil(fraction * this.#total));
    let seen = 0;
    for (const [index, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= wanted) return index + MIN_MS;
    }
    return 0;
  }
}
