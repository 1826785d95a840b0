import type { Clock } from '@rtms-mock/protocol';

/** A clock that calls `check` before the callback of each timer. Without one, the clock itself. */
export function checkedClock(clock: Clock, check: (() => void) | undefined): Clock {
  if (!check) return clock;
  return {
    now: () => clock.now(),
    unixMs: () => clock.unixMs(),
    after: (delayMs, callback) =>
      clock.after(delayMs, () => {
        check();
        callback();
      }),
  };
}
