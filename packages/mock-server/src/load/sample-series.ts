import type { LoadSample } from './load-report.js';

/** Most samples that are kept; an even number. */
const MAX_SAMPLES = 600;

/**
 * The samples of a run of any length. Above a maximum, two neighbours become one, so that all intervals have the same
 * length.
 */
export class SampleSeries {
  #samples: LoadSample[] = [];
  /** Samples that are still to be joined with others. */
  #waiting: LoadSample[] = [];
  /** Number of samples that become one. */
  #width = 1;

  /** Adds the sample of the next interval. */
  add(sample: LoadSample): void {
    this.#waiting.push(sample);
    if (this.#waiting.length < this.#width) return;
    this.#samples.push(joined(this.#waiting));
    this.#waiting = [];
    if (this.#samples.length < MAX_SAMPLES) return;
    this.#width *= 2;
    this.#samples = Array.from({ length: MAX_SAMPLES / 2 }, (_, index) =>
      joined(this.#samples.slice(index * 2, index * 2 + 2)),
    );
  }

  /** All samples, oldest first. The last one may be of a shorter interval. */
  get all(): readonly LoadSample[] {
    return this.#waiting.length === 0 ? this.#samples : [...this.#samples, joined(this.#waiting)];
  }
}

/** Counts of the last one, and the worst of everything else. */
function joined(samples: readonly LoadSample[]): LoadSample {
  const [first, ...others] = samples;
  if (first === undefined) throw new Error('no samples');
  return others.reduce(
    (sum, next) => ({
      ...next,
      lagP99Ms: Math.max(sum.lagP99Ms, next.lagP99Ms),
      lagCount: sum.lagCount + next.lagCount,
      latenessP99Ms: Math.max(sum.latenessP99Ms, next.latenessP99Ms),
      mockCpuPercent: Math.max(sum.mockCpuPercent, next.mockCpuPercent),
      mockBytes: Math.max(sum.mockBytes, next.mockBytes),
      ...((sum.appCpuPercent !== undefined || next.appCpuPercent !== undefined) && {
        appCpuPercent: Math.max(sum.appCpuPercent ?? 0, next.appCpuPercent ?? 0),
        appBytes: Math.max(sum.appBytes ?? 0, next.appBytes ?? 0),
      }),
    }),
    first,
  );
}
