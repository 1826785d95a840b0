/** Where a round of a source begins on the meeting's time line. A source of infinite length has only the first. */
export function roundStartMs(round: number, durationMs: number): number {
  return round === 0 ? 0 : round * durationMs;
}
