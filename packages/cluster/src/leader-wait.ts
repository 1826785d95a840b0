import type { Clock } from '@rtms-mock/protocol';
import type { Logger } from '@rtms-mock/server';
import { ClusterError, reasonOf } from './cluster-error.js';

/** Time in which servers of NATS that start together choose a leader, in milliseconds. */
const MAX_WAIT_MS = 15_000;

/** Time between two attempts, in milliseconds. */
const RETRY_MS = 500;

/** Parts that {@link withLeader} uses. */
export interface LeaderWait {
  readonly logger: Logger;
  /** Real time. */
  readonly clock: Clock;
  /** Servers, as they are named to the user. */
  readonly servers: string;
}

/**
 * Repeats work with JetStream until it has a leader. Several servers of NATS choose one when they start, and after its loss;
 * until then they accept connections and answer nothing.
 *
 * @throws {ClusterError} of the work, and if JetStream does not answer for 15 s; the promise is rejected
 */
export async function withLeader<T>(
  work: () => Promise<T>,
  { logger, clock, servers }: LeaderWait,
): Promise<T> {
  const untilMs = clock.now() + MAX_WAIT_MS;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ClusterError) throw error;
      const reason = reasonOf(error);
      if (clock.now() >= untilMs) {
        throw new ClusterError(
          `NATS at ${servers} accepts connections, but its JetStream does not answer (${reason}); of several NATS servers, more than half must run.`,
          { cause: error },
        );
      }
      if (isFirst) {
        const seconds = MAX_WAIT_MS / 1000;
        logger.log(
          'info',
          `JetStream at ${servers} does not answer yet (${reason}); waiting up to ${seconds} s.`,
        );
      }
      await new Promise<void>((resolve) => {
        clock.after(RETRY_MS, resolve);
      });
    }
  }
}
