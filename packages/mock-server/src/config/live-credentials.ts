/** Credentials of a file that may change while the server runs. */
import { stat } from 'node:fs/promises';
import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { App, Credentials, StreamIds } from '../credentials.js';
import type { Logger } from '../log.js';
import { loadCredentials } from './credentials-file.js';
import { UsageError } from '../input/usage-error.js';

/** Time between looks at the file, in milliseconds. A change counts when the file has stayed as it is for one of them. */
export const LOOK_INTERVAL_MS = 500;

/** Credentials that can be replaced; who holds this object always sees the newest. */
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

  replace(next: Credentials): void {
    this.#current = next;
  }
}

/** What following a file needs. */
export interface FollowInput {
  readonly path: string;
  readonly credentials: LiveCredentials;
  /** Real time. */
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Reads the file again when it has changed, until cancelled. A file that is broken or gone is told once, with line
 * and field, and the credentials before stay in force. The file is looked at again and again, because editors and
 * containers replace files in ways that watching does not see.
 */
export function followCredentials({ path, credentials, clock, logger }: FollowInput): Cancel {
  let cancelled = false;
  let cancelTimer: Cancel = () => {};
  let loaded: string | undefined;
  let seen: string | undefined;

  const look = async (): Promise<void> => {
    const stamp = await stampOf(path);
    loaded ??= stamp;
    if (!cancelled && stamp !== loaded && stamp === seen) {
      loaded = stamp;
      await reload();
    }
    seen = stamp;
    if (!cancelled) cancelTimer = clock.after(LOOK_INTERVAL_MS, () => void look());
  };

  const reload = async (): Promise<void> => {
    try {
      const next = await loadCredentials(path);
      if (cancelled) return;
      credentials.replace(next);
      const ids = next.apps.map((app) => app.clientId).join(', ');
      logger.log('info', `credentials file ${path} has changed: now ${ids}`);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      logger.log('error', `${error.message}; the credentials before stay in force`);
    }
  };

  void look();
  return () => {
    cancelled = true;
    cancelTimer();
  };
}

/** Changes whenever the file does. */
async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeNs, size, ino } = await stat(path, { bigint: true });
    return `${mtimeNs} ${size} ${ino}`;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
