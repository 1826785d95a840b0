/**
 * Returns the position on the meeting's time line at which a loop of the source begins, in milliseconds. A source
 * that never repeats (`Infinity`) has only loop 0.
 */
export function loopStartMs(loop: number, durationMs: number): number {
  return loop === 0 ? 0 : loop * durationMs;
}
