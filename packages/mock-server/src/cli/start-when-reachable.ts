import { connect } from 'node:net';
import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { Logger } from '../log.js';
import type { MockServer } from '../server/server-api.js';

/** Interval between attempts to connect to the receiver, in milliseconds. */
const ATTEMPT_INTERVAL_MS = 500;
/** Time limit of one attempt, in milliseconds. */
const ATTEMPT_LIMIT_MS = 2000;

/** Input of {@link startWhenReachable}. */
export interface AutomaticStart {
  readonly server: Pick<MockServer, 'validateWebhook'>;
  /** Starts the meeting. */
  readonly startMeeting: () => Promise<unknown>;
  /** Receiver of the server's webhooks, if any. */
  readonly webhookUrl: string | undefined;
  readonly logger: Logger;
  /** Real time. */
  readonly clock: Clock;
}

/**
 * Starts a meeting. If there is a webhook receiver, waits until it accepts connections, because apps are often started
 * after the server. URL validation comes first; a failure does not prevent the start. The
 * returned function stops waiting.
 */
export function startWhenReachable(start: AutomaticStart): Cancel {
  const { server, startMeeting, webhookUrl, logger, clock } = start;
  let stopped = false;
  let cancelAttempt: Cancel = () => {};

  async function begin(): Promise<void> {
    if (webhookUrl !== undefined) await server.validateWebhook(webhookUrl);
    if (!stopped) await startMeeting();
  }

  async function attempt(url: URL, isFirst: boolean): Promise<void> {
    if (await isListening(url, clock)) return begin();
    if (stopped) return;
    if (isFirst)
      logger.log(
        'info',
        `Waiting for a webhook receiver at ${url.host}; the meeting starts as soon as it accepts connections.`,
      );
    cancelAttempt = clock.after(ATTEMPT_INTERVAL_MS, () => run(attempt(url, false)));
  }

  function run(work: Promise<void>): void {
    work.catch((error: unknown) => {
      logger.log(
        'error',
        `No meeting could be started: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  }

  run(webhookUrl === undefined ? begin() : attempt(new URL(webhookUrl), true));
  return () => {
    stopped = true;
    cancelAttempt();
  };
}

/** True if a program accepts connections at the host and port of the URL. */
export async function isListening(url: URL, clock: Clock): Promise<boolean> {
  return (await tryToReach(url, clock)) === 'listening';
}

/** Outcome of an attempt to connect: a program accepts connections, none does, or the host is unknown. */
export type Reached = 'listening' | 'silent' | 'no-host';

/** Codes of a name that has no address. */
const NO_HOST: readonly (string | undefined)[] = ['ENOTFOUND', 'EAI_AGAIN'];

/** Tries to connect to the host and port of the URL. */
export function tryToReach(url: URL, clock: Clock): Promise<Reached> {
  const standard = url.protocol === 'https:' ? 443 : 80;
  return new Promise((resolve) => {
    const socket = connect({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? standard : Number(url.port),
    });
    const finish = (reached: Reached): void => {
      cancelTimeout();
      socket.destroy();
      resolve(reached);
    };
    const cancelTimeout = clock.after(ATTEMPT_LIMIT_MS, () => finish('silent'));
    socket.once('connect', () => finish('listening'));
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      finish(NO_HOST.includes(code) ? 'no-host' : 'silent'),
    );
  });
}
