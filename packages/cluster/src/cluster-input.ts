import type { Clock } from '@rtms-mock/protocol';
import type { Logger } from '@rtms-mock/server';
import type { ReplicatedBucket } from './bucket.js';
import type { NatsConnection } from './nats-connection.js';

/** Parts that a node of a cluster is made of. */
export interface ClusterInput {
  /** Name of this node, unique per process. */
  readonly nodeId: string;
  /** Unix time at which sequence numbers of journals begin, in milliseconds. */
  readonly epochUnixMs: number;
  /** Connection to NATS. */
  readonly connection: NatsConnection;
  /** Bucket of the nodes' leases. */
  readonly leases: ReplicatedBucket;
  /** Bucket of the meetings. */
  readonly meetings: ReplicatedBucket;
  /** Receiver of log lines. */
  readonly logger: Logger;
  /** Real time. */
  readonly clock: Clock;
}
