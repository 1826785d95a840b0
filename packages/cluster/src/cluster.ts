import type { ClusterOptions } from '@rtms-mock/server/fleet';
import type { KV } from '@nats-io/kv';
import type { Clock } from '@rtms-mock/protocol';
import { realClock } from '@rtms-mock/protocol/clock';
import { isWrongRevision, openBucket, type ReplicatedBucket } from './bucket.js';
import { ClusterRegistry } from './cluster-registry.js';
import { readClusterUrl } from './cluster-url.js';
import { LEASE_TIMES } from './lease-rules.js';
import { withLeader } from './leader-wait.js';
import { openNats, type NatsConnection } from './nats-connection.js';

/** Time for which watchers see that a key was deleted or has expired, in milliseconds. */
const MARKER_TTL_MS = 10_000;

/** Key of the time at which sequence numbers begin, and the age at which it is replaced, in milliseconds. */
const EPOCH = 'epoch';
const MAX_EPOCH_AGE_MS = 60 * 24 * 3_600_000;

/**
 * Connects to NATS and learns which nodes and meetings there are. The node itself is known once its server has called
 * {@link ClusterRegistry.join}.
 *
 * @throws {ClusterError} for a URL that cannot be used, and a NATS server that does not answer, is too old or has no JetStream
 */
export async function openCluster(options: ClusterOptions): Promise<ClusterRegistry> {
  const { url, nodeId, logger, clock = realClock } = options;
  const address = readClusterUrl(url);
  const connection = await openNats(address, nodeId);
  try {
    const { leases, meetings, epochUnixMs } = await withLeader(
      () => openStores(connection, `rtms-mock-${address.name}`, clock),
      { logger, clock, servers: connection.servers },
    );
    const registry = new ClusterRegistry({
      nodeId,
      epochUnixMs,
      connection,
      leases,
      meetings,
      logger,
      clock,
    });
    await registry.follow();
    return registry;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Buckets of a cluster, and the time at which its sequence numbers begin. */
interface Stores {
  readonly leases: ReplicatedBucket;
  readonly meetings: ReplicatedBucket;
  readonly epochUnixMs: number;
}

async function openStores(connection: NatsConnection, prefix: string, clock: Clock): Promise<Stores> {
  const lease = { ttlMs: LEASE_TIMES.ttlMs, markerTtlMs: MARKER_TTL_MS };
  const leases = await openBucket(connection, `${prefix}-nodes`, lease);
  let epochUnixMs: number | undefined = undefined;
  const refill = async (kv: KV): Promise<void> => {
    if (epochUnixMs !== undefined) await writeEpoch(kv, epochUnixMs);
  };
  const meetings = await openBucket(connection, `${prefix}-meetings`, { markerTtlMs: MARKER_TTL_MS, refill });
  epochUnixMs = await readEpoch(meetings.kv, clock.unixMs());
  return { leases, meetings, epochUnixMs };
}

/** Writes the time that the nodes share to a new bucket, so that a node that joins later shares it, too. */
async function writeEpoch(kv: KV, epochUnixMs: number): Promise<void> {
  try {
    await kv.create(EPOCH, String(epochUnixMs));
  } catch (error) {
    // Another node was faster.
    if (!isWrongRevision(error)) throw error;
  }
}

/** The time that all nodes share, of which the first one writes it. */
async function readEpoch(kv: KV, unixMs: number): Promise<number> {
  const entry = await kv.get(EPOCH);
  const epochMs = entry?.operation === 'PUT' ? Number(entry.string()) : Number.NaN;
  if (unixMs - epochMs < MAX_EPOCH_AGE_MS) return epochMs;
  try {
    if (entry === null) await kv.create(EPOCH, String(unixMs));
    else await kv.update(EPOCH, String(unixMs), entry.revision);
    return unixMs;
  } catch (error) {
    if (!isWrongRevision(error)) throw error;
    return readEpoch(kv, unixMs);
  }
}
