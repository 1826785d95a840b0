import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { Kvm, type KV, type KvOptions } from '@nats-io/kv';
import { ClusterError } from './cluster-error.js';
import { REQUEST_TIMEOUT_MS, type NatsConnection } from './nats-connection.js';

/** A bucket of NATS's key-value store. Each change names the revision that it replaces. */
export interface Bucket {
  /** Opens the bucket again, and creates it where it was deleted, such as with the disk of the server. */
  open(): Promise<KV>;
  /** The bucket as it was opened last. */
  readonly kv: KV;
  /** Differs once the bucket was deleted and created anew. */
  readonly generation: string;
}

/** A bucket that several NATS servers can store. */
export interface ReplicatedBucket extends Bucket {
  /** Name of the bucket. */
  readonly name: string;
  /**
   * Lets three servers store the bucket if there are that many by now. Returns true if that has changed something. A write
   * at this moment may be lost: NATS does not answer it.
   */
  replicate(): Promise<boolean>;
}

/** Servers that store each bucket, if the NATS servers that form a cluster are that many. */
const REPLICAS = 3;

/**
 * Opens a bucket, and creates it if it does not exist.
 *
 * @param markerTtlMs time for which it is known that a key has expired, in milliseconds
 * @param ttlMs time after which a key expires that is not written again, in milliseconds. @default keys do not expire
 * @param refill called when the bucket was created anew, before this node writes anything else to it. @default nothing
 * @throws {ClusterError} if the server does not support the expiry of keys
 */
export async function openBucket(
  connection: NatsConnection,
  name: string,
  {
    ttlMs,
    markerTtlMs,
    refill,
  }: {
    readonly ttlMs?: number;
    readonly markerTtlMs: number;
    readonly refill?: (kv: KV) => Promise<void>;
  },
): Promise<ReplicatedBucket> {
  const open = async (): Promise<{ readonly kv: KV; readonly generation: string }> => {
    const kv = await createBucket(connection, name, {
      storage: 'file',
      markerTTL: markerTtlMs,
      // Reads go to the leader: a copy may be behind.
      allow_direct: false,
      timeout: REQUEST_TIMEOUT_MS,
      ...(ttlMs !== undefined && { ttl: ttlMs }),
    });
    const { streamInfo } = await kv.status();
    if (streamInfo.config.allow_msg_ttl === true) return { kv, generation: streamInfo.created };
    throw new ClusterError(
      `The bucket ${name} at ${connection.servers} was made without allow_msg_ttl, so that its keys never expire; delete it (nats kv rm ${name}), or name another cluster in the path of --cluster.`,
    );
  };
  let opened = await open();
  let opening: Promise<KV> | undefined;
  const openAgain = async (): Promise<KV> => {
    const again = await open();
    if (again.generation !== opened.generation) await refill?.(again.kv);
    opened = again;
    return again.kv;
  };
  return {
    name,
    // Many writes fail at the same time once a bucket is gone: it is opened once for all.
    open: () =>
      (opening ??= openAgain().finally(() => {
        opening = undefined;
      })),
    get kv() {
      return opened.kv;
    },
    get generation() {
      return opened.generation;
    },
    replicate: () => replicate(connection, opened.kv),
  };
}

/** Opens a bucket, or creates it; on one server if fewer than three are there for it, such as two that have JetStream. */
async function createBucket(
  { jetstream, isClustered }: NatsConnection,
  name: string,
  options: Partial<KvOptions>,
): Promise<KV> {
  const kvm = new Kvm(jetstream);
  if (!isClustered) return kvm.create(name, options);
  try {
    return await kvm.create(name, { ...options, replicas: REPLICAS });
  } catch (error) {
    if (!isTooFewServers(error)) throw error;
    return kvm.create(name, options);
  }
}

/** A bucket keeps the number of replicas that it was made with, whatever {@link Kvm.create} is told later. */
async function replicate({ jetstream, isClustered }: NatsConnection, kv: KV): Promise<boolean> {
  if (!isClustered) return false;
  const { replicas, streamInfo } = await kv.status();
  if (replicas >= REPLICAS) return false;
  const { streams } = await jetstream.jetstreamManager(false);
  try {
    await streams.update(streamInfo.config.name, { num_replicas: REPLICAS });
    return true;
  } catch (error) {
    if (isTooFewServers(error)) return false;
    throw error;
  }
}

/** Codes of NATS for more replicas than it has servers with JetStream: no suitable peers, and replicas not supported. */
const TOO_FEW_SERVERS: ReadonlySet<number> = new Set([10_005, 10_074]);

function isTooFewServers(error: unknown): boolean {
  return error instanceof JetStreamApiError && TOO_FEW_SERVERS.has(error.code);
}

/** True for the error of a write that names another revision than the present one: someone else was faster. */
export function isWrongRevision(error: unknown): boolean {
  if (!(error instanceof JetStreamApiError)) return false;
  const { code } = error;
  return (
    code === JetStreamApiCodes.StreamWrongLastSequence ||
    code === JetStreamApiCodes.StreamWrongLastSequenceUnknown
  );
}

/** True for the error of a write to a bucket that was deleted, or that has no leader at the moment. */
export function isMissingBucket(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.code === JetStreamApiCodes.StreamNotFound;
  return error instanceof Error && error.name === 'JetStreamNotEnabled';
}
