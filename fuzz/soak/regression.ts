/** A measurement at a time. */
export interface Sample {
  readonly atMs: number;
  readonly value: number;
}

/** The straight line through samples with the least squared distance. */
export interface Line {
  /** Change per hour. */
  readonly perHour: number;
  /** Change from the first sample to the last. */
  readonly change: number;
}

const HOUR_MS = 3_600_000;

/** Fits a line through samples; flat if there are fewer than two. */
export function lineThrough(samples: readonly Sample[]): Line {
  const count = samples.length;
  if (count < 2) return { perHour: 0, change: 0 };
  const meanAt = samples.reduce((sum, { atMs }) => sum + atMs, 0) / count;
  const meanValue = samples.reduce((sum, { value }) => sum + value, 0) / count;
  let products = 0;
  let squares = 0;
  for (const { atMs, value } of samples) {
    products += (atMs - meanAt) * (value - meanValue);
    squares += (atMs - meanAt) ** 2;
  }
  const slope = squares === 0 ? 0 : products / squares;
  const durationMs = (samples.at(-1)?.atMs ?? 0) - (samples[0]?.atMs ?? 0);
  return { perHour: slope * HOUR_MS, change: slope * durationMs };
}
