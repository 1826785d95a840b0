/** Credentials of a file that may change while the server runs. */
import { stat } from 'node:fs/promises';
import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { App, Credentials, StreamIds } from '../credentials.js';
import type { Logger } from '../log.js';
import { loadCredentials } from './credentials-file.js';
import { UsageError } from '../input/usage-error.js';

/** Interval of checks, in milliseconds. A changed file is read once it has stayed the same for one interval. */
export const CHECK_INTERVAL_MS = 500;

/** Credentials that can be replaced. Readers of this object always get the latest ones. */
export class LiveCredentials implements Credentials {
  #current: Credentials;

  constructor(first: Credentials) {
    this.#current = first;
  }

  get apps(): readonly [App, ...App[]] {
    return this.#current.apps;
  }

  get streams(): readonly StreamIds[] {
    return this.#current.streams;
  }

  get secretToken(): string {
    return this.#current.secretToken;
  }

  /** Replaces all apps, streams and the token. */
  replace(next: Credentials): void {
    this.#current = next;
  }
}

/** Input of {@link followCredentials}. */
export interface FollowInput {
  readonly path: string;
  /** Receives the content of the file. */
  readonly credentials: LiveCredentials;
  /** Real time. */
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Reads the file again whenever it changes, until cancelled. A problem of the changed file is logged once, with line and
 * field, and the previous credentials stay in force. The file is polled, because editors and containers replace files in
 * ways that watching misses.
 */
export function followCredentials({ path, credentials, clock, logger }: FollowInput): Cancel {
  let cancelled = false;
  let cancelTimer: Cancel = () => {};
  let loadedStamp: string | undefined;
  let previousStamp: string | undefined;

  const check = async (): Promise<void> => {
    const stamp = await stampOf(path);
    loadedStamp ??= stamp;
    if (!cancelled && stamp !== loadedStamp && stamp === previousStamp) {
      loadedStamp = stamp;
      await reload();
    }
    previousStamp = stamp;
    if (!cancelled) cancelTimer = clock.after(CHECK_INTERVAL_MS, () => void check());
  };

  const reload = async (): Promise<void> => {
    try {
      const next = await loadCredentials(path);
      if (cancelled) return;
      credentials.replace(next);
      const ids = next.apps.map((app) => app.clientId).join(', ');
      logger.log('info', `credentials file ${path} has changed; its client ids are ${ids}`);
    } catch (error) {
      // Whatever the file contains, it must not end a server that runs.
      const message =
        error instanceof UsageError ? error.message : `credentials file ${path}: ${String(error)}`;
      logger.log('error', `${message}; the previous credentials stay in force`);
    }
  };

  void check();
  return () => {
    cancelled = true;
    cancelTimer();
  };
}

/** A string that changes whenever the file changes. */
async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeNs, size, ino } = await stat(path, { bigint: true });
    return `${mtimeNs} ${size} ${ino}`;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
