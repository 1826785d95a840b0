import type { Clock } from '@rtms-mock/protocol';
import type { Logger } from '../log.js';
import type { UnixMilliseconds } from '../units.js';
import type { MeetingRecord } from '../server/meeting-record.js';
import type { Adoption } from '../server/node-server.js';
import type { Fingerprints } from './fingerprints.js';
import type { Labels, Registry } from './registry.js';

/** Requirements of a cluster towards the process that plays meetings. */
export interface ClusterHost {
  /** Goes on with a meeting that another node has played, or ends it. @default `'go-on'` */
  adopt(record: MeetingRecord, how?: Adoption): Promise<void>;
  /** Stops to play a meeting without a word to its apps: another node plays it. */
  abandon(key: string): void;
}

/** The part of a node that its server knows once it listens. */
export interface JoiningNode {
  /** Base of its HTTP API without a slash at its end, as other nodes reach it. */
  readonly apiUrl: string;
  /** Signaling URL that its webhooks advertise. */
  readonly signalingUrl: string;
  /** Labels that a request may ask for. */
  readonly labels: Labels;
  /** Digests of the settings that all nodes must have in common, as they are now. @default none are compared */
  readonly fingerprints?: () => Fingerprints;
}

/** A registry that servers on several machines share. */
export interface SharedRegistry extends Registry {
  /** Name of this node. */
  readonly nodeId: string;
  /** Number of this node from 0 to 999; other nodes have other ones. */
  readonly index: number;
  /** Unix time at which sequence numbers of journals begin; the same on all nodes. */
  readonly epochUnixMs: UnixMilliseconds;
  /**
   * Makes this node known to the others, and takes part in going on with meetings of lost nodes.
   *
   * @throws {ClusterError} if a node that is there has other settings than this one; the promise is rejected
   */
  join(node: JoiningNode, host: ClusterHost): Promise<void>;
  /** Abandons all meetings if this node may not play them any more. Called before media is sent, so it is cheap. */
  checkLease(): void;
  /** From now on this node takes no new meetings. */
  drain(): Promise<void>;
  /** Hands the meetings of this node over to others that have their labels. Returns the number of those that stay. */
  handOver(): Promise<number>;
  /** The meetings that this node still has have ended: nobody is to go on with them. */
  releaseAll(): Promise<void>;
}

/** Options of {@link ClusterModule.openCluster}. */
export interface ClusterOptions {
  /** URL of NATS, such as `nats://127.0.0.1:4222`; its path is the name of the cluster. */
  readonly url: string;
  /** Name of this node, unique per process: letters, digits, - and _. */
  readonly nodeId: string;
  /** Receiver of log lines. */
  readonly logger: Logger;
  /** Real time. @default the system's */
  readonly clock?: Clock;
}

/** The package `@rtms-mock/cluster`, which is loaded only where it is asked for. */
export interface ClusterModule {
  /** Connects to the other nodes. Errors named `ClusterError` have a message for the user. */
  openCluster(options: ClusterOptions): Promise<SharedRegistry>;
}
