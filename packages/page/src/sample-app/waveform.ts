/** Peaks of audio by time. Pure. */

/** Duration of one column in ms. */
export const COLUMN_MS = 20;
/** Number of columns: 10 seconds. */
export const COLUMNS = 500;

/** The peaks of the newest ten seconds of one participant. */
export class Waveform {
  readonly #peaks = new Float32Array(COLUMNS);
  /** Number of the column that each place holds, so that silence, in which nothing is sent, is empty. */
  readonly #columns = new Float64Array(COLUMNS).fill(-1);

  /** Adds samples. `timestampMs`: Unix milliseconds of the first one. */
  add(samples: Int16Array, rateHz: number, timestampMs: number): void {
    const perColumn = (rateHz * COLUMN_MS) / 1000;
    for (let at = 0; at < samples.length; at += perColumn) {
      let peak = 0;
      const end = Math.min(samples.length, at + perColumn);
      for (let index = at; index < end; index += 1) peak = Math.max(peak, Math.abs(samples[index] ?? 0));
      const column = Math.round(timestampMs / COLUMN_MS + at / perColumn);
      const place = column % COLUMNS;
      this.#columns[place] = column;
      this.#peaks[place] = peak / 32_768;
    }
  }

  /** Peak from 0 to 1 of a column, which is a time in Unix milliseconds by {@link COLUMN_MS}. */
  peak(column: number): number {
    const place = ((column % COLUMNS) + COLUMNS) % COLUMNS;
    return this.#columns[place] === column ? (this.#peaks[place] ?? 0) : 0;
  }
}
