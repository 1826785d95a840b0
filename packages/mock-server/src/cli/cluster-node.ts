import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { ServeValues } from '../config/serve-options.js';
import { followMeetings } from '../fleet/follow-meetings.js';
import type { Fingerprints } from '../fleet/fingerprints.js';
import type { FleetMembership } from '../fleet/membership.js';
import type { SharedRegistry } from '../fleet/shared-registry.js';
import { logInternalError } from '../guard.js';
import type { Logger } from '../log.js';
import { fleetNumbers } from '../server/fleet-numbers.js';
import type { NodeServer } from '../server/node-server.js';
import { asUsageError, nodeUrl } from './cluster.js';

/** Time between two attempts to hand meetings over, in milliseconds. */
const RETRY_MS = 500;

/** Parts that a {@link ClusterNode} uses. */
interface NodeContext {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Digests of the settings that all nodes have in common. */
  readonly fingerprints: () => Fingerprints;
}

/** The share of a server in a cluster. */
export function membershipOf(registry: SharedRegistry): FleetMembership {
  return {
    registry,
    kind: 'node',
    nodeId: registry.nodeId,
    numbers: fleetNumbers(registry),
    beforeMedia: () => registry.checkLease(),
  };
}

/** A server that has joined a cluster. */
export class ClusterNode {
  readonly #registry: SharedRegistry;
  readonly #server: NodeServer;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #cancelFollow: Cancel;

  private constructor(
    registry: SharedRegistry,
    server: NodeServer,
    { clock, logger }: Pick<NodeContext, 'clock' | 'logger'>,
    cancelFollow: Cancel,
  ) {
    this.#registry = registry;
    this.#server = server;
    this.#logger = logger;
    this.#clock = clock;
    this.#cancelFollow = cancelFollow;
  }

  /**
   * Makes a server known to the other nodes, and its meetings.
   *
   * @throws {UsageError} if another node has other settings than this one; the promise is rejected
   */
  static async join(
    registry: SharedRegistry,
    server: NodeServer,
    values: ServeValues,
    context: NodeContext,
  ): Promise<ClusterNode> {
    const { clock, logger, fingerprints } = context;
    const keeper = {
      claim: registry.claim.bind(registry),
      release: (key: string) => registry.release(key, registry.nodeId),
    };
    const onError = (error: unknown): void =>
      logInternalError(logger, error, 'the registry of the cluster failed');
    const cancelFollow = followMeetings(server, keeper, { clock, onError });
    const apiUrl = nodeUrl(values, server);
    const { signalingUrl } = server;
    try {
      await registry.join({ apiUrl, signalingUrl, labels: values.label ?? {}, fingerprints }, server);
    } catch (error) {
      cancelFollow();
      throw asUsageError(error);
    }
    logger.log('info', `This server is the node ${registry.nodeId} of a cluster.`, {
      nodes: registry.nodes().length,
      apiUrl,
    });
    return new ClusterNode(registry, server, context, cancelFollow);
  }

  /**
   * Takes no new meetings, hands those that run over to other nodes, and waits for those that none can take.
   *
   * @param drainMs max. time to wait, in milliseconds
   */
  async drain(drainMs: number): Promise<void> {
    const endMs = this.#clock.now() + drainMs;
    await this.#registry.drain();
    await this.#registry.handOver();
    const staying = this.#server.records().length;
    if (staying > 0 && drainMs > 0) {
      this.#logger.log('info', 'No other node can take some meetings: waiting until they end.', {
        meetings: staying,
        seconds: drainMs / 1000,
      });
    }
    while (this.#server.records().length > 0 && this.#clock.now() < endMs) {
      await new Promise<void>((resolve) => {
        this.#clock.after(RETRY_MS, resolve);
      });
      // A node may have joined in the meantime.
      await this.#registry.handOver();
    }
  }

  /** Leaves the cluster, after the server has ended its meetings. */
  async leave(): Promise<void> {
    this.#cancelFollow();
    await this.#registry.releaseAll();
    await this.#registry.close();
  }
}
