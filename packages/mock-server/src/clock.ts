import type { Clock } from '@rtms-mock/protocol';

/**
 * Real time, the only file that touches `setTimeout`, `Date.now` and `performance.now`.
 *
 * `speed` makes a meeting run faster: at 10, everything that waits waits a tenth as long, while the
 * timestamps on the wire keep meeting time. Default 1.
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

/** The real time of day in Unix seconds, which speed does not change: signed webhooks are judged by it. */
export function wallClockSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/**
 * For long work in pieces: whether `sliceMs` of real time have passed since the last time that the answer was
 * yes, so that it is time to let others work.
 */
export function sliceTimer(sliceMs: number): () => boolean {
  let endMs = performance.now() + sliceMs;
  return () => {
    const isOver = performance.now() >= endMs;
    if (isOver) endMs = performance.now() + sliceMs;
    return isOver;
  };
}

/** A deadline for the caller of a function, in real time whatever the speed. */
export function realTimeout(timeoutMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, timeoutMs);
  return () => clearTimeout(timer);
}
