import type { Clock } from './ports.js';

/** Real time. No other file of a library uses `setTimeout`, `Date.now` and `performance.now`. */
export const realClock: Clock = {
  now: () => performance.now(),
  unixMs: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};
