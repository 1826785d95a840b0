import type { Cancel, Clock } from '@rtms-mock/protocol';
import { boundedLogger } from '../bounded-log.js';
import { followCredentials } from '../config/live-credentials.js';
import { LOG_OPTIONS, type ServeValues } from '../config/serve-options.js';
import { fingerprintsOf } from '../fleet/fingerprints.js';
import type { SharedRegistry } from '../fleet/shared-registry.js';
import type { Logger } from '../log.js';
import type { MockServer } from '../server/server-api.js';
import { isEveryAddress } from '../server/urls.js';
import { SETTINGS } from '../settings/settings.js';
import { version } from '../version.js';
import { announce } from './announce.js';
import { createApiClient } from './api-client.js';
import { openClusterOption } from './cluster.js';
import { ClusterNode, membershipOf } from './cluster-node.js';
import { startConfigured, type ConfiguredServer } from './configured-server.js';
import { logDataFolder } from './data-folder.js';
import { createLogger } from './loggers.js';
import { logEntry, logWire, narrate } from './narrate.js';
import { startWhenReachable } from './start-when-reachable.js';
import { stopsWithStdin, untilSignal, type StopReason } from './stop-signals.js';
import type { Surroundings } from './surroundings.js';
import { unknownVariables } from './unknown-variables.js';

/** Runs `rtms-mock serve` until a signal stops it. Returns the exit code. */
export async function serve(given: ServeValues, surroundings: Surroundings): Promise<number> {
  const { clock, stdout } = surroundings;
  const stop = untilSignal(surroundings, { withStdin: stopsWithStdin(given.exitWithStdin, surroundings) });
  const format = given.logFormat ?? LOG_OPTIONS.logFormat.default;
  const level = given.logLevel ?? LOG_OPTIONS.logLevel.default;
  const logger = boundedLogger(createLogger({ format, level, output: stdout, clock }));
  const running = await startAsNode(given, surroundings, logger, stop.signal);
  if (running === undefined) return 0;
  const { started, node } = running;
  const { values, server, data, prepared, workers } = started;
  logJournal(server, logger);
  announce(
    {
      server,
      workers,
      version: version(),
      protocol: prepared.replay?.header.generation ?? values.protocol ?? SETTINGS.protocol.default,
      time: values.time ?? SETTINGS.time.default,
      speed: values.speed ?? SETTINGS.speed.default,
      media: (prepared.replay ?? prepared.media)?.label ?? 'two-speakers',
      webhookUrl: values.webhookUrl,
      isTokenGenerated: server.apiToken !== undefined && values.apiToken === undefined,
      starting: values.start === true,
    },
    format,
    stdout,
    clock,
  );
  logDataFolder(data, { plays: prepared.media !== undefined, folder: surroundings.folder, logger });
  warnOfLocalUrls(server, values, logger);
  for (const clause of unknownVariables(surroundings.environment)) logger.log('warn', sentence(clause));
  const cancelBackground = startBackground(values, started, { logger, clock });

  const reason = await stop.signalled;
  cancelBackground();
  logger.log('info', stoppingText(started.runningStreams(), reason, node !== undefined));
  await node?.drain(values.drain ?? 0);
  await started.close();
  await node?.leave();
  logger.flush();
  return 0;
}

/** Starts the server, with `--cluster` as a node that the others know. */
async function startAsNode(
  given: ServeValues,
  surroundings: Surroundings,
  logger: Logger,
  signal: AbortSignal,
): Promise<{ readonly started: ConfiguredServer; readonly node: ClusterNode | undefined } | undefined> {
  const { clock, folder } = surroundings;
  const cluster = await openClusterOption(given, folder, logger);
  try {
    const fleet = cluster && membershipOf(cluster);
    const started = await startConfigured(given, surroundings, logger, signal, fleet);
    if (started === undefined) await cluster?.close();
    if (started === undefined) return undefined;
    if (cluster === undefined) return { started, node: undefined };
    return { started, node: await joinCluster(cluster, started, { clock, logger }) };
  } catch (error) {
    await cluster?.close();
    throw error;
  }
}

/** @throws {UsageError} if another node has other settings than this one; the server is closed then */
async function joinCluster(
  cluster: SharedRegistry,
  started: ConfiguredServer,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<ClusterNode> {
  const { server, values, prepared } = started;
  const fingerprints = fingerprintsOf(() => ({
    apiToken: server.apiToken,
    // Not those of the server, whose secrets a step may change.
    credentials: prepared.credentials ?? SETTINGS.credentials.default,
    protocol: values.protocol ?? SETTINGS.protocol.default,
  }));
  try {
    return await ClusterNode.join(cluster, server, values, { clock, logger, fingerprints });
  } catch (error) {
    await started.close();
    throw error;
  }
}

/** Follows the credentials file and starts the meeting of `--start`. Returns a function that cancels both. */
function startBackground(
  { credentials: path, webhookUrl, start }: ServeValues,
  { server, workers, prepared: { credentials } }: ConfiguredServer,
  { logger, clock }: { readonly logger: Logger; readonly clock: Clock },
): Cancel {
  const cancellations: Cancel[] = [];
  if (credentials && path !== undefined) {
    cancellations.push(followCredentials({ path, credentials, clock, logger }));
  }
  if (start === true) {
    const api = createApiClient(server.controlUrl, server.apiToken);
    const startMeeting = (): Promise<unknown> =>
      workers.length === 0 ? server.startMeeting() : api.startMeeting({});
    cancellations.push(startWhenReachable({ server, startMeeting, webhookUrl, logger, clock }));
  }
  return () => {
    for (const cancel of cancellations) cancel();
  };
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${clause.endsWith('?') ? '' : '.'}`;
}

/** With an address that stands for all, only `--public-url` can say which one other machines use. */
function warnOfLocalUrls(
  { signalingUrl }: MockServer,
  { host, publicUrl }: ServeValues,
  logger: Logger,
): void {
  if (publicUrl !== undefined || !isEveryAddress(host ?? SETTINGS.host.default)) return;
  const { protocol, port } = new URL(signalingUrl);
  logger.log(
    'warn',
    `Webhooks and handshake responses name ${signalingUrl}, which leads apps on other machines to themselves; for them, start with --public-url ${protocol}//ADDRESS:${port}.`,
  );
}

/** Logs the journal, except warnings: the part of the server that finds a problem logs it itself. */
function logJournal(server: MockServer, logger: Logger): void {
  server.journal.subscribe((entry) => {
    if (narrate(entry).level === 'warn') logWire(entry, logger);
    else logEntry(entry, logger);
  });
}

function stoppingText(running: number, reason: StopReason, isNode: boolean): string {
  const because = reason === 'stdin' ? 'Standard input was closed (--exit-with-stdin). ' : '';
  if (running === 0) return `${because}Stopping.`;
  const act = isNode ? 'handing over or ending' : 'ending';
  return `${because}Stopping: ${act} ${running} ${running === 1 ? 'meeting' : 'meetings'}. A second signal stops immediately.`;
}
