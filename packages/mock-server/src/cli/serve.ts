import { loadCredentials } from '../config/credentials-file.js';
import { followCredentials, LiveCredentials } from '../config/live-credentials.js';
import { UsageError } from '../input/usage-error.js';
import type { Logger } from '../log.js';
import type { OpenMedia } from '../media/sources/open-media.js';
import type { MediaSource } from '../media/sources/media-source.js';
import { startMockServer } from '../server/mock-server.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { MockServer } from '../server/server-api.js';
import { announce } from './announce.js';
import { cacheFolderOf } from './cache-folder-option.js';
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
import { narrate } from './narrate.js';
import { serverOptions } from './server-options.js';
import { LOG_OPTIONS, type ServeValues } from '../config/serve-options.js';
import { SETTINGS } from '../settings/settings.js';
import { readScenarioOption } from './scenario-file.js';
import { startWhenReachable } from './start-when-reachable.js';
import { untilSignal } from './stop-signals.js';
import type { Surroundings } from './surroundings.js';
import { tlsOption } from './tls.js';
import { version } from './version.js';

/** `rtms-mock serve`: runs until it is told to stop. Returns the exit code. */
export async function serve(values: ServeValues, surroundings: Surroundings): Promise<number> {
  const { clock, stdout, folder } = surroundings;
  const stop = untilSignal(surroundings);
  const format = values.logFormat ?? LOG_OPTIONS.logFormat.default;
  const logger = createLogger({
    format,
    level: values.logLevel ?? LOG_OPTIONS.logLevel.default,
    output: stdout,
    clock,
  });
  checkPorts(values);

  const credentials =
    values.credentials === undefined
      ? undefined
      : new LiveCredentials(await loadCredentials(values.credentials));
  const tls = await tlsOption(values, surroundings);
  await checkFfmpegOption(values.ffmpeg, surroundings.environment);
  const open = mediaOpener(values, surroundings, logger);
  const scenario =
    values.scenario === undefined ? undefined : await readScenarioOption(values.scenario, folder);
  const cacheFolder = cacheFolderOf(values.cacheDir, surroundings);
  const media = await openAtStart(values, scenario, open, { cacheFolder, signal: stop.signal });
  if (stop.stopped) return 0;
  const openMedia = openForRequests(open, values.host ?? SETTINGS.host.default, values.media, folder);
  const journalFile = values.journal === undefined ? undefined : openJournalFile(values.journal, logger);

  const server = await listen(
    serverOptions(values, { credentials, media, scenario, openMedia, tls, logger }),
    values,
  );
  const path = values.credentials;
  const stopFollowing =
    credentials && path !== undefined ? followCredentials({ path, credentials, clock, logger }) : () => {};
  journalFile?.follow(server.journal);
  tell(server, logger);
  announce(
    {
      server,
      version: version(),
      protocol: values.protocol ?? SETTINGS.protocol.default,
      media: media?.label ?? 'two-speakers',
      webhookUrl: values.webhookUrl,
      starting: values.start === true,
    },
    format,
    stdout,
    clock,
  );
  const { webhookUrl } = values;
  const stopWaiting =
    values.start === true ? startWhenReachable({ server, webhookUrl, logger, clock }) : () => {};

  await stop.signalled;
  stopWaiting();
  stopFollowing();
  logger.log('info', stoppingText(server));
  await server.close();
  await journalFile?.close();
  return 0;
}

/** Recordings of all meetings; nothing when the program is to stop meanwhile. */
async function openAtStart(
  { media }: ServeValues,
  scenario: Scenario | undefined,
  open: OpenMedia,
  atStart: AtStart,
): Promise<MediaSource | undefined> {
  try {
    const source = media === undefined ? undefined : await openMediaOption(media, open, atStart);
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
  throw new UsageError(`--port and --media-port are both ${port}; give two different ports`);
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

/** Tells what happens. Warnings are left out: who found the trouble has told it already. */
function tell(server: MockServer, logger: Logger): void {
  server.journal.subscribe((entry) => {
    const { level, text } = narrate(entry);
    if (level === 'warn') return;
    logger.log(level, text, {
      ...(entry.streamId !== undefined && { streamId: entry.streamId }),
      ...(entry.connectionId !== undefined && { connectionId: entry.connectionId }),
    });
  });
}

function stoppingText(server: MockServer): string {
  const running = server.meetings().filter((meeting) => meeting.state !== 'terminated').length;
  if (running === 0) return 'Stopping.';
  return `Stopping: ending ${running} ${running === 1 ? 'meeting' : 'meetings'}. Once more to stop at once.`;
}
