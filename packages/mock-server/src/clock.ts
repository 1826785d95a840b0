import type { Clock } from '@rtms-mock/protocol';
import { realClock } from '@rtms-mock/protocol/clock';

/**
 * Difference between the system's clock and the elapsed time at which timestamps follow the system's clock, in
 * milliseconds. Such a jump has causes like sleep, a suspended virtual machine or a changed time.
 */
export const CLOCK_JUMP_MS = 1000;

/** Real time between two comparisons with the system's clock, in milliseconds. */
const COMPARE_INTERVAL_MS = 1000;

/**
 * Creates a clock of real time.
 *
 * `speed` makes meetings run faster: at 10, each wait takes a tenth of its time, while timestamps on the wire keep
 * meeting time. Default 1.
 *
 * `originUnixMs` is the Unix time at which `now()` was 0. Several processes with the same origin have the same time. Default:
 * the current time.
 *
 * `onJump` is called when the system's clock has jumped, with the difference in milliseconds. Unix time follows such a
 * jump; `now()` and timers do not, so media continues evenly.
 */
export function systemClock(
  speed = 1,
  onJump: (jumpMs: number) => void = () => {},
  originUnixMs: number = preciseUnixMs(),
): Clock {
  const ageMs = Math.max(0, preciseUnixMs() - originUnixMs);
  const startUnixMs = Math.round(realClock.unixMs() - ageMs);
  const startMs = realClock.now() - ageMs;
  let jumpedMs = 0;
  let comparedMs = startMs;
  const follow = (realMs: number): void => {
    comparedMs = realMs;
    const jumpMs = realClock.unixMs() - startUnixMs - jumpedMs - (realMs - startMs);
    if (Math.abs(jumpMs) < CLOCK_JUMP_MS) return;
    jumpedMs += Math.round(jumpMs);
    onJump(Math.round(jumpMs));
  };
  const now = (): number => {
    const realMs = realClock.now();
    if (realMs - comparedMs >= COMPARE_INTERVAL_MS) follow(realMs);
    return (realMs - startMs) * speed;
  };
  return {
    now,
    unixMs: () => Math.round(now() + startUnixMs + jumpedMs),
    get jumpedMs() {
      return jumpedMs;
    },
    speed,
    after: (delayMs, callback) => realClock.after(delayMs / speed, callback),
  };
}

/**
 * Min duration, in milliseconds of real time, of the time limits that the service sets for an app: it does not connect
 * faster because meetings run faster.
 */
export const TIME_LIMIT_FLOOR_MS = 10_000;

/**
 * Lengthens a duration of meeting time to a min duration of real time, on a clock that runs faster than real time.
 * Durations that are shorter than `floorMs` in real time last as long as at speed 1. All values are in milliseconds.
 *
 * @param floorMs min duration in real time. Default: {@link TIME_LIMIT_FLOOR_MS}
 */
export function withRealTimeFloor(
  { speed = 1 }: Pick<Clock, 'speed'>,
  durationMs: number,
  floorMs: number = TIME_LIMIT_FLOOR_MS,
): number {
  return Math.max(durationMs, Math.min(durationMs, floorMs) * speed);
}

/** Returns the real time in Unix seconds, whatever the speed. Receivers check signed webhooks against it. */
export function wallClockSeconds(): number {
  return Math.floor(realClock.unixMs() / 1000);
}

/**
 * Creates a timer for long work that is done in slices. The returned function returns true once `sliceMs` of real time
 * have passed since the start or since it last returned true; then the caller lets other work run.
 */
export function sliceTimer(sliceMs: number): () => boolean {
  let endMs = realClock.now() + sliceMs;
  return () => {
    const isOver = realClock.now() >= endMs;
    if (isOver) endMs = realClock.now() + sliceMs;
    return isOver;
  };
}

/**
 * Max real time for which virtual time stands still while the server works, such as on media that it prepares, in
 * milliseconds. It does not hang for good if a program that converts media does.
 */
export const OWN_WORK_LIMIT_MS = 60_000;

/** Calls `callback` after a real time in milliseconds, whatever the speed. Returns a function that cancels it. */
export function realTimeout(timeoutMs: number, callback: () => void): () => void {
  return realClock.after(timeoutMs, callback);
}

/** Resolves after a time in milliseconds, by default real time, or when `signal` aborts. */
export function pause(
  durationMs: number,
  signal: AbortSignal,
  clock: Pick<Clock, 'after'> = realClock,
): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.after(durationMs, finish);
    signal.addEventListener('abort', finish);
  });
}

/** Returns the real time since a fixed moment, in milliseconds, whatever the speed. */
export function realMs(): number {
  return realClock.now();
}

/** Returns the real Unix time in milliseconds, with fractions. Processes of one machine agree, whatever their start. */
export function preciseUnixMs(): number {
  return performance.timeOrigin + realClock.now();
}

/** Returns the real Unix time in milliseconds. */
export function wallClockMs(): number {
  return realClock.unixMs();
}

/** Resolves in the next turn of the event loop: what has arrived until then is handled. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
