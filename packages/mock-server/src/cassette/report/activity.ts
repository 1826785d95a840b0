/** Max. number of columns that are kept. */
const MAX_COLUMNS = 4000;

/** Number of messages over time, in columns of equal length. The columns become longer when there are too many. */
export class Activity {
  #columnMs = 50;
  #counts: number[] = [];

  /** Counts a message at a time of the cassette, in milliseconds. */
  add(ms: number): void {
    let column = Math.floor(Math.max(0, ms) / this.#columnMs);
    while (column >= MAX_COLUMNS) {
      this.#merge();
      column = Math.floor(Math.max(0, ms) / this.#columnMs);
    }
    this.#counts[column] = (this.#counts[column] ?? 0) + 1;
  }

  /** Length of a column, in milliseconds. */
  get columnMs(): number {
    return this.#columnMs;
  }

  /** Messages in each column, from 0 ms on. */
  get counts(): readonly number[] {
    return Array.from(this.#counts, (count: number | undefined) => count ?? 0);
  }

  #merge(): void {
    const { counts } = this;
    this.#counts = Array.from(
      { length: Math.ceil(counts.length / 2) },
      (_, index) => (counts[2 * index] ?? 0) + (counts[2 * index + 1] ?? 0),
    );
    this.#columnMs *= 2;
  }
}
