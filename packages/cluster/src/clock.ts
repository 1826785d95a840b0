import type { Clock } from '@rtms-mock/protocol';

/** Creates a clock of real time. Only this file uses `setTimeout`, `Date.now` and `performance.now`. */
export function systemClock(): Clock {
  return {
    now: () => performance.now(),
    unixMs: () => Date.now(),
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, Math.max(0, delayMs));
      return () => clearTimeout(timer);
    },
  };
}
