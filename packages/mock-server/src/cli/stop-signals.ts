import type { StopSignal, Surroundings } from './surroundings.js';

/** 128 plus the number of the signal, as shells expect. */
const EXIT_CODES: { readonly [signal in StopSignal]: number } = { SIGINT: 130, SIGTERM: 143 };

/** The first signal that stops the program. */
export interface StopRequest {
  /** True once the signal has been received. */
  readonly stopped: boolean;
  /** Resolves when the signal is received. */
  readonly signalled: Promise<void>;
  /** Aborted by the signal, for work that begins before the server runs. */
  readonly signal: AbortSignal;
}

/** Waits for a signal. The first one requests an orderly end; the second ends the process immediately. */
export function untilSignal(surroundings: Surroundings): StopRequest {
  const request = { stopped: false };
  const stopping = new AbortController();
  const signalled = new Promise<void>((resolve) => {
    surroundings.onSignal((signal) => {
      if (request.stopped) surroundings.exit(EXIT_CODES[signal]);
      request.stopped = true;
      stopping.abort(new Error('a signal stopped the program'));
      resolve();
    });
  });
  return {
    signalled,
    signal: stopping.signal,
    get stopped() {
      return request.stopped;
    },
  };
}
