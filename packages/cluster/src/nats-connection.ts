import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import { connect, type NatsConnection as NatsClient } from '@nats-io/transport-node';
import { ClusterError, reasonOf } from './cluster-error.js';
import type { ClusterAddress } from './cluster-url.js';

/** Receives the changes of a connection. */
export interface ConnectionListener {
  /** The server does not answer any more. Called once per loss. */
  onDisconnect(): void;
  /** The connection is back. */
  onReconnect(): void;
}

/** A connection to NATS that comes back by itself. */
export interface NatsConnection {
  /** JetStream, with a timeout of {@link REQUEST_TIMEOUT_MS}. */
  readonly jetstream: JetStreamClient;
  /** Servers, as they are named to the user. */
  readonly servers: string;
  /** True for a server that belongs to a cluster of NATS servers. */
  readonly isClustered: boolean;
  /** False while the connection is lost. */
  readonly isConnected: boolean;
  /** Registers a listener for losses. */
  listen(listener: ConnectionListener): void;
  /** Ends the connection. */
  close(): Promise<void>;
}

/** Time limit of a request to NATS, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 1000;

/** A server that does not answer pings is given up after this many intervals; the interval in milliseconds. */
const PING_INTERVAL_MS = 1000;
const MAX_PINGS_OUT = 2;

/** Time between two attempts to connect again, in milliseconds. */
const RECONNECT_WAIT_MS = 250;

/** Time limit of the first connection, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5000;

/** First version whose keys expire one by one and tell watchers about it. Earlier ones ignore that without an error. */
const MIN_VERSION = [2, 11] as const;

/**
 * Connects to NATS.
 *
 * @throws {ClusterError} if no server answers, if it is too old, or if it runs without JetStream
 */
export async function openNats(address: ClusterAddress, nodeId: string): Promise<NatsConnection> {
  const servers = address.servers.join(', ');
  const client = await connectTo(address, nodeId, servers);
  try {
    checkVersion(client.info?.version ?? '', servers);
    if (client.info?.jetstream !== true) {
      throw new ClusterError(
        `The NATS server at ${servers} runs without JetStream; start it with nats-server -js.`,
      );
    }
  } catch (error) {
    await client.close();
    throw error;
  }
  return new OpenConnection(client, servers);
}

async function connectTo(address: ClusterAddress, nodeId: string, servers: string): Promise<NatsClient> {
  const { user, password, token, isSecure } = address;
  try {
    return await connect({
      servers: [...address.servers],
      name: `rtms-mock ${nodeId}`,
      timeout: CONNECT_TIMEOUT_MS,
      pingInterval: PING_INTERVAL_MS,
      maxPingOut: MAX_PINGS_OUT,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_WAIT_MS,
      reconnectJitter: RECONNECT_WAIT_MS,
      ...(isSecure && { tls: {} }),
      ...(user !== undefined && { user, pass: password ?? '' }),
      ...(token !== undefined && { token }),
    });
  } catch (error) {
    const reason = reasonOf(error);
    throw new ClusterError(
      `No connection to NATS at ${servers} (${reason}); start a server with nats-server -js, or correct --cluster.`,
      { cause: error },
    );
  }
}

function checkVersion(version: string, servers: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [minMajor, minMinor] = MIN_VERSION;
  if (major > minMajor || (major === minMajor && minor >= minMinor)) return;
  throw new ClusterError(
    `The NATS server at ${servers} is version ${version || 'unknown'}; a cluster needs ${MIN_VERSION.join('.')} or later, since earlier versions ignore the expiry of keys.`,
  );
}

class OpenConnection implements NatsConnection {
  readonly jetstream: JetStreamClient;
  readonly servers: string;
  readonly #client: NatsClient;
  readonly #listeners: ConnectionListener[] = [];
  #isConnected = true;

  constructor(client: NatsClient, servers: string) {
    this.#client = client;
    this.servers = servers;
    this.jetstream = jetstream(client, { timeout: REQUEST_TIMEOUT_MS });
    void this.#follow();
  }

  get isClustered(): boolean {
    return this.#client.info?.cluster !== undefined;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  listen(listener: ConnectionListener): void {
    this.#listeners.push(listener);
  }

  async #follow(): Promise<void> {
    for await (const { type } of this.#client.status()) {
      if (type === 'reconnect') this.#change(true);
      else if (type === 'disconnect' || type === 'staleConnection') this.#change(false);
    }
  }

  #change(isConnected: boolean): void {
    if (isConnected === this.#isConnected) return;
    this.#isConnected = isConnected;
    for (const listener of this.#listeners) {
      if (isConnected) listener.onReconnect();
      else listener.onDisconnect();
    }
  }

  async close(): Promise<void> {
    this.#isConnected = false;
    this.#listeners.length = 0;
    await this.#client.close();
  }
}
