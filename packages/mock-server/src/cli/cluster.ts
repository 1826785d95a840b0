/** A server as a node of a cluster: its options, and the package that connects it to the others. */
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServeValues } from '../config/serve-options.js';
import { SERVE_OPTIONS } from '../config/serve-options.js';
import { flagName } from '../config/option-names.js';
import type { ClusterModule, SharedRegistry } from '../fleet/shared-registry.js';
import { FlagError, UsageError } from '../input/usage-error.js';
import type { Logger } from '../log.js';
import type { MockServer } from '../server/server-api.js';
import { workerCount } from './worker-values.js';
import { isEveryAddress } from '../server/urls.js';
import { SETTINGS } from '../settings/settings.js';
import { isKnownHost, isLoopbackHost } from '../sockets/security.js';

const PACKAGE = '@rtms-mock/cluster';

/**
 * Connects to the cluster that `--cluster` names; `undefined` without that option.
 *
 * @throws {UsageError} for options that exclude each other, a missing package, and a NATS server that cannot be used
 */
export async function openClusterOption(
  values: ServeValues,
  folder: string,
  logger: Logger,
): Promise<SharedRegistry | undefined> {
  checkClusterOptions(values);
  const { cluster: url } = values;
  if (url === undefined) return undefined;
  // The function of the package implements the type: its own compilation checks that.
  const module = (await loadOptional(PACKAGE, folder, '--cluster')) as ClusterModule;
  try {
    return await module.openCluster({ url, nodeId: newNodeId(), logger });
  } catch (error) {
    throw asUsageError(error);
  }
}

/** Turns the refusal of a cluster into a sentence about the option; returns other errors as they are. */
export function asUsageError(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'ClusterError') return error;
  return new FlagError('--cluster', error.message, { cause: error });
}

/** @throws {UsageError} for options that exclude each other */
export function checkClusterOptions(values: ServeValues): void {
  const { cluster, time, speed, seed, replay, host = SETTINGS.host.default, apiToken } = values;
  if (cluster === undefined) {
    const lonely = (['label', 'nodeUrl', 'drain'] as const).find((name) => values[name] !== undefined);
    if (lonely === undefined) return;
    throw new UsageError(
      `${flagName(lonely, SERVE_OPTIONS[lonely])} is about a node of a cluster and needs --cluster`,
    );
  }
  if (time === 'virtual' || speed === 'max') {
    throw new UsageError('--cluster and virtual time exclude each other: the nodes share real time');
  }
  if (workerCount(values) > 1) {
    throw new UsageError('--cluster and --workers exclude each other: start one node for each core instead');
  }
  if (seed !== undefined) {
    throw new UsageError(
      '--cluster and --seed exclude each other: all nodes would give their streams the same ids',
    );
  }
  if (replay !== undefined) {
    throw new UsageError(
      '--cluster and --replay exclude each other: a node cannot go on with a cassette of another',
    );
  }
  checkNodeUrl(values);
  if (!isLoopbackHost(host) && apiToken === undefined) {
    throw new UsageError(
      `--cluster with --host ${host} needs --api-token TOKEN, the same on all nodes, which use each other's API`,
    );
  }
}

/** Requests that name an unknown host are refused, since they could come from a web page. */
function checkNodeUrl(values: ServeValues): void {
  const { nodeUrl: given, host = SETTINGS.host.default, publicUrl, allowHosts = [] } = values;
  if (given === undefined) return;
  const { hostname: name, host: hostAndPort } = new URL(given);
  if (isKnownHost(hostAndPort, { host, publicUrl, names: allowHosts })) return;
  throw new UsageError(
    `--node-url names the host ${name}, under which this server does not answer: use an address, or allow it with --allow-host ${name}`,
  );
}

/** Unique per process: a node that starts again is another one. */
function newNodeId(): string {
  const machine =
    hostname()
      .replaceAll(/[^A-Za-z0-9_-]/g, '-')
      .slice(0, 40) || 'node';
  return `${machine}-${randomBytes(3).toString('hex')}`;
}

/**
 * Loads a package that is not among the dependencies: from where the server is installed, else from the user's project.
 *
 * @throws {UsageError} if it is not installed
 */
export async function loadOptional(name: string, folder: string, flag: string): Promise<unknown> {
  const places = [
    () => name,
    () => pathToFileURL(createRequire(join(folder, 'package.json')).resolve(name)).href,
  ];
  for (const place of places) {
    try {
      return (await import(place())) as unknown;
    } catch (error) {
      if (!isMissing(error, name)) throw error;
    }
  }
  throw new UsageError(`${flag} needs the package ${name}, which is not installed: run npm install ${name}`);
}

/** True if the package itself is missing, and not one of its dependencies. */
function isMissing(error: unknown, name: string): boolean {
  const { code } = error as NodeJS.ErrnoException;
  const isNotFound = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  return isNotFound && error instanceof Error && error.message.includes(name);
}

/** URL at which the other nodes reach the API of this one. */
export function nodeUrl(
  { nodeUrl: given, host = SETTINGS.host.default }: ServeValues,
  server: MockServer,
): string {
  if (given !== undefined) return given;
  if (!isEveryAddress(host)) return server.controlUrl;
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outside = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  return outside ? `http://${outside.address}:${server.port}` : server.controlUrl;
}
