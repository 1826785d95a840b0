import type { StopSignal, Surroundings } from './surroundings.js';

/** 128 plus the number of the signal, as shells expect. */
export const SIGNAL_EXIT_CODES = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
} as const satisfies { readonly [signal in StopSignal]: number };

/**
 * Signals within this time after the first one belong to it, in milliseconds: at one Ctrl-C the terminal sends SIGINT, and
 * pnpm adds SIGTERM.
 */
const SAME_REQUEST_MS = 500;

/** Cause of the end of the program: a signal, or the end of its standard input. */
export type StopReason = StopSignal | 'stdin';

/** The first request to stop the program. */
export interface StopRequest {
  /** True once the program has to stop. */
  readonly stopped: boolean;
  /** Resolves with the reason when the program has to stop. */
  readonly signalled: Promise<StopReason>;
  /** Aborted at the same time, for work that begins before the server runs. */
  readonly signal: AbortSignal;
}

/**
 * Waits for a signal, and with `withStdin` also for the end of standard input. The first one requests an orderly end; a
 * signal that comes later than {@link SAME_REQUEST_MS} after it ends the process immediately.
 */
export function untilSignal(surroundings: Surroundings, { withStdin = false } = {}): StopRequest {
  const { clock } = surroundings;
  let stoppedAtMs: number | undefined;
  const stopping = new AbortController();
  const signalled = new Promise<StopReason>((resolve) => {
    const stop = (reason: StopReason): void => {
      stoppedAtMs = clock.now();
      stopping.abort(new Error(`${reason} stopped the program`));
      resolve(reason);
    };
    surroundings.onSignal((signal) => {
      if (stoppedAtMs === undefined) stop(signal);
      else if (clock.now() - stoppedAtMs > SAME_REQUEST_MS) surroundings.exit(SIGNAL_EXIT_CODES[signal]);
    });
    if (withStdin) {
      surroundings.stdin.onEnd(() => {
        if (stoppedAtMs === undefined) stop('stdin');
      });
    }
  });
  return {
    signalled,
    signal: stopping.signal,
    get stopped() {
      return stoppedAtMs !== undefined;
    },
  };
}

/**
 * Decides whether the end of standard input stops the program. npm and pnpm do not pass SIGTERM on, so a parent that
 * terminates them would leave the server behind; its pipe to the server closes in any case.
 */
export function stopsWithStdin(option: boolean | undefined, { environment, stdin }: Surroundings): boolean {
  return option ?? (environment['npm_execpath'] !== undefined && stdin.isPipe);
}
