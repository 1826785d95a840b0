import type { Clock } from '@rtms-mock/protocol';

/**
 * Creates a clock of real time. Only this file uses `setTimeout`, `Date.now` and `performance.now`.
 *
 * `speed` makes meetings run faster: at 10, each wait takes a tenth of its time, while timestamps on the wire keep
 * meeting time. Default 1.
 */
export function systemClock(speed = 1): Clock {
  const startUnixMs = Date.now();
  const startMs = performance.now();
  const now = (): number => (performance.now() - startMs) * speed;
  return {
    now,
    unixMs: () => Math.round(startUnixMs + now()),
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, Math.max(0, delayMs / speed));
      return () => clearTimeout(timer);
    },
  };
}

/** Returns the real time in Unix seconds, whatever the speed. Receivers check signed webhooks against it. */
export function wallClockSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/**
 * Creates a timer for long work that is done in slices. The returned function returns true once `sliceMs` of real time
 * have passed since the start or since it last returned true; then the caller lets other work run.
 */
export function sliceTimer(sliceMs: number): () => boolean {
  let endMs = performance.now() + sliceMs;
  return () => {
    const isOver = performance.now() >= endMs;
    if (isOver) endMs = performance.now() + sliceMs;
    return isOver;
  };
}

/** Calls `callback` after a real time in milliseconds, whatever the speed. Returns a function that cancels it. */
export function realTimeout(timeoutMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, timeoutMs);
  return () => clearTimeout(timer);
}
