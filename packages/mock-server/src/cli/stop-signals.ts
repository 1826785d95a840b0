import type { StopSignal, Surroundings } from './surroundings.js';

/** 128 and the number of the signal, as shells expect it. */
const EXIT_CODES: { readonly [signal in StopSignal]: number } = { SIGINT: 130, SIGTERM: 143 };

export interface StopRequest {
  readonly stopped: boolean;
  readonly signalled: Promise<void>;
  /** Aborts what has begun before the server runs. */
  readonly signal: AbortSignal;
}

/** The first signal asks politely; the second ends the process at once. */
export function untilSignal(surroundings: Surroundings): StopRequest {
  const request = { stopped: false };
  const stopping = new AbortController();
  const signalled = new Promise<void>((resolve) => {
    surroundings.onSignal((signal) => {
      if (request.stopped) surroundings.exit(EXIT_CODES[signal]);
      request.stopped = true;
      stopping.abort(new Error('the program was told to stop'));
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
