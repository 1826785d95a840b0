import type { Cancel, Clock } from '@rtms-mock/protocol';
import { loadCredentials } from '../config/credentials-file.js';
import { followCredentials, LiveCredentials } from '../config/live-credentials.js';
import { UsageError } from '../input/usage-error.js';
import type { Logger } from '../log.js';
import type { OpenMedia } from '../media/sources/open-media.js';
import type { MediaSource } from '../media/sources/media-source.js';
import { startMockServer } from '../server/mock-server.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { MockServer } from '../server/server-api.js';
import { isEveryAddress } from '../server/urls.js';
import { announce } from './announce.js';
import { findDataFolder, logDataFolder, openDataFolder } from './data-folder.js';
import { cacheFolderOf } from './cache-folder-option.js';
import { boundedLogger } from '../bounded-log.js';
import { openJournalFile } from './journal-file.js';
import { listenProblem } from './listen-problem.js';
import { createLogger } from './loggers.js';
import {
  checkFfmpegOption,
  checkScenarioMedia,
  mediaOpener,
  openForRequests,
  openMediaOption,
  type AtStart,
} from './media.js';
import { logEntry, logWire, narrate } from './narrate.js';
import { serverOptions } from './server-options.js';
import { LOG_OPTIONS, type ServeValues } from '../config/serve-options.js';
import { SETTINGS } from '../settings/settings.js';
import { readScenarioOption } from './scenario-file.js';
import { startWhenReachable } from './start-when-reachable.js';
import { stopsWithStdin, untilSignal, type StopReason } from './stop-signals.js';
import type { Surroundings } from './surroundings.js';
import { tlsOption } from './tls.js';
import { unknownVariables } from './unknown-variables.js';
import { version } from '../version.js';

/** Runs `rtms-mock serve` until a signal stops it. Returns the exit code. */
export async function serve(given: ServeValues, surroundings: Surroundings): Promise<number> {
  const { clock, stdout } = surroundings;
  const stop = untilSignal(surroundings, { withStdin: stopsWithStdin(given.exitWithStdin, surroundings) });
  const format = given.logFormat ?? LOG_OPTIONS.logFormat.default;
  const level = given.logLevel ?? LOG_OPTIONS.logLevel.default;
  const logger = boundedLogger(createLogger({ format, level, output: stdout, clock }));
  checkPorts(given);
  const data = await findDataFolder(given, surroundings.folder);
  const values: ServeValues =
    data.credentials === undefined ? given : { ...given, credentials: data.credentials };

  const prepared = await prepare(values, data.media, surroundings, logger, stop.signal);
  if (stop.stopped) return 0;
  const journalFile =
    values.journal === undefined ? undefined : openJournalFile(values.journal, logger, clock);
  const server = await listen(serverOptions(values, prepared), values);
  journalFile?.follow(server.journal);
  logJournal(server, logger);
  announce(
    {
      server,
      version: version(),
      protocol: values.protocol ?? SETTINGS.protocol.default,
      media: prepared.media?.label ?? 'two-speakers',
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
  const cancelBackground = startBackground(values, { server, ...prepared, logger, clock });

  const reason = await stop.signalled;
  cancelBackground();
  logger.log('info', stoppingText(server, reason));
  await server.close();
  await journalFile?.close();
  logger.flush();
  return 0;
}

/** Opens and checks everything that the options name. `dataMedia`: recordings of the data folder. `signal`: aborted when the program must stop. */
async function prepare(
  values: ServeValues,
  dataMedia: string | undefined,
  surroundings: Surroundings,
  logger: Logger,
  signal: AbortSignal,
) {
  const { folder, environment } = surroundings;
  const credentials =
    values.credentials === undefined
      ? undefined
      : new LiveCredentials(await loadCredentials(values.credentials));
  const tls = await tlsOption(values, surroundings);
  await checkFfmpegOption(values.ffmpeg, environment);
  const open = mediaOpener(values, surroundings, logger);
  const scenario =
    values.scenario === undefined ? undefined : await readScenarioOption(values.scenario, folder);
  const cacheFolder = cacheFolderOf(values.cacheDir, surroundings);
  const atStart = { cacheFolder, signal };
  const openSource = (): Promise<MediaSource | undefined> =>
    values.media === undefined
      ? openDataFolder(dataMedia, open, atStart, logger)
      : openMediaOption(values.media, open, atStart);
  const media = await openAtStart(openSource, scenario, open, atStart);
  const openMedia = openForRequests(open, values.host ?? SETTINGS.host.default, values.media, folder);
  return { credentials, media, scenario, openMedia, tls, logger };
}

/** Follows the credentials file and starts the meeting of `--start`. Returns a function that cancels both. */
function startBackground(
  { credentials: path, webhookUrl, start }: ServeValues,
  parts: {
    readonly server: MockServer;
    readonly credentials: LiveCredentials | undefined;
    readonly logger: Logger;
    readonly clock: Clock;
  },
): Cancel {
  const { server, credentials, logger, clock } = parts;
  const cancellations: Cancel[] = [];
  if (credentials && path !== undefined) {
    cancellations.push(followCredentials({ path, credentials, clock, logger }));
  }
  if (start === true) cancellations.push(startWhenReachable({ server, webhookUrl, logger, clock }));
  return () => {
    for (const cancel of cancellations) cancel();
  };
}

/** Opens the media of all meetings; `undefined` if there is none, or if the program is stopped in the meantime. */
async function openAtStart(
  openSource: () => Promise<MediaSource | undefined>,
  scenario: Scenario | undefined,
  open: OpenMedia,
  atStart: AtStart,
): Promise<MediaSource | undefined> {
  try {
    const source = await openSource();
    await checkScenarioMedia(scenario, open, atStart);
    return source;
  } catch (error) {
    if (atStart.signal.aborted) return undefined;
    throw error;
  }
}

function checkPorts({
  port = SETTINGS.port.default,
  mediaPort = SETTINGS.mediaPort.default,
}: ServeValues): void {
  if (port !== mediaPort || port === 0) return;
  throw new UsageError(`--port and --media-port are both ${port}; use two different ports`);
}

async function listen(
  options: Parameters<typeof startMockServer>[0],
  values: ServeValues,
): Promise<MockServer> {
  try {
    return await startMockServer(options);
  } catch (error) {
    throw listenProblem(error, values);
  }
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

function stoppingText(server: MockServer, reason: StopReason): string {
  const running = server.meetings().filter((meeting) => meeting.state !== 'terminated').length;
  const because = reason === 'stdin' ? 'Standard input was closed (--exit-with-stdin). ' : '';
  if (running === 0) return `${because}Stopping.`;
  return `${because}Stopping: ending ${running} ${running === 1 ? 'meeting' : 'meetings'}. A second signal stops immediately.`;
}
