/** Median of some values, rounded to hundredths; NaN if there are none. */
export function median(values: readonly number[]): number {
  return rounded(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN);
}

/** A value rounded to hundredths. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Waits for some time in ms. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
