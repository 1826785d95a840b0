import type { Clock } from '@rtms-mock/protocol';

/** Real time. No other file of this package uses timers and the date. */
export const systemClock: Clock = {
  now: () => performance.now(),
  unixMs: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};
