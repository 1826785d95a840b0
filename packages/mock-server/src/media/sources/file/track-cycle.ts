/** Arithmetic of tracks that repeat. */

/**
 * Returns the number of chunks after which a track repeats exactly: the least number of chunks that take a whole
 * number of rounds.
 *
 * @param round length of a round, and `interval` that of a chunk, as whole numbers in the same unit
 */
export function chunksPerCycle(round: number, interval: number): number {
  return round / greatestCommonDivisor(round, interval);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Throws a `RangeError` for an index outside of a track. */
export function checkIndex(index: number, length: number): void {
  if (Number.isInteger(index) && index >= 0 && index < length) return;
  throw new RangeError(`chunk ${index} of a track with ${length} chunks`);
}
