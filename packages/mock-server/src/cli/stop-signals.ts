import type { StopSignal, Surroundings } from './surroundings.js';

/** 128 plus the number of the signal, as shells expect. */
const EXIT_CODES: { readonly [signal in StopSignal]: number } = { SIGINT: 130, SIGTERM: 143 };

/**
 * Signals within this time after the first one belong to it, in milliseconds: at one Ctrl-C the terminal sends SIGINT, and
 * pnpm adds SIGTERM.
 */
const SAME_REQUEST_MS = 500;

/** The first signal that stops the program. */
export interface StopRequest {
  /** True once the signal has been received. */
  readonly stopped: boolean;
  /** Resolves when the signal is received. */
  readonly signalled: Promise<void>;
  /** Aborted by the signal, for work that begins before the server runs. */
  readonly signal: AbortSignal;
}

/**
 * Waits for a signal. The first one requests an orderly end; one that comes later than {@link SAME_REQUEST_MS} after it ends
 * the process immediately.
 */
export function untilSignal(surroundings: Surroundings): StopRequest {
  const { clock } = surroundings;
  let stoppedAtMs: number | undefined;
  const stopping = new AbortController();
  const signalled = new Promise<void>((resolve) => {
    surroundings.onSignal((signal) => {
      if (stoppedAtMs !== undefined) {
        if (clock.now() - stoppedAtMs > SAME_REQUEST_MS) surroundings.exit(EXIT_CODES[signal]);
        return;
      }
      stoppedAtMs = clock.now();
      stopping.abort(new Error('a signal stopped the program'));
      resolve();
    });
  });
  return {
    signalled,
    signal: stopping.signal,
    get stopped() {
      return stoppedAtMs !== undefined;
    },
  };
}
