import type { Clock } from '@rtms-mock/protocol';
import type { Logger } from '@rtms-mock/server';
import type { ReplicatedBucket } from './bucket.js';
import { reasonOf } from './cluster-error.js';

/** Time between two looks at the buckets, in milliseconds. */
const INTERVAL_MS = 10_000;

/** The members of a bucket that are used here. */
type KnownBucket = Pick<ReplicatedBucket, 'name' | 'replicate'>;

/** Parts of a {@link Replication}. */
export interface ReplicationInput {
  /** Buckets of the cluster. */
  readonly buckets: readonly KnownBucket[];
  /** Servers, as they are named to the user. */
  readonly servers: string;
  /** Real time. */
  readonly clock: Clock;
  /** Receiver of log lines. */
  readonly logger: Logger;
}

/**
 * Lets three NATS servers store the buckets as soon as there are three. Servers that start together do not all know each
 * other when the first node makes the buckets, and a cluster of them may grow later.
 */
export class Replication {
  readonly #input: ReplicationInput;
  #lookedMs = -Infinity;

  constructor(input: ReplicationInput) {
    this.#input = input;
  }

  /** Looks at the buckets, if the last time was long ago. */
  check(): void {
    const { buckets, clock } = this.#input;
    const now = clock.now();
    if (now - this.#lookedMs < INTERVAL_MS) return;
    this.#lookedMs = now;
    for (const bucket of buckets) void this.#replicate(bucket);
  }

  async #replicate(bucket: KnownBucket): Promise<void> {
    const { servers, logger } = this.#input;
    try {
      if (!(await bucket.replicate())) return;
      logger.log('info', `NATS at ${servers} stores the bucket ${bucket.name} three times now.`);
    } catch (error) {
      logger.log('debug', `The replicas of the bucket ${bucket.name} are unknown: ${reasonOf(error)}`);
    }
  }
}
