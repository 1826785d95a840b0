import { accessSync, constants, mkdirSync } from 'node:fs';
import { loadCredentials } from '../config/credentials-file.js';
import { LiveCredentials } from '../config/live-credentials.js';
import type { ServeValues } from '../config/serve-options.js';
import { UsageError } from '../input/usage-error.js';
import type { Logger } from '../log.js';
import type { OpenMedia } from '../media/sources/open-media.js';
import type { MediaSource } from '../media/sources/media-source.js';
import { startNode } from '../server/mock-server.js';
import type { FleetMembership } from '../fleet/membership.js';
import type { NodeServer } from '../server/node-server.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { Tape } from '../replay/tape.js';
import { SETTINGS } from '../settings/settings.js';
import { cacheFolderOf } from './cache-folder-option.js';
import { findDataFolder, openDataFolder, type DataFolder } from './data-folder.js';
import { openJournalFile } from './journal-file.js';
import { listenProblem } from './listen-problem.js';
import {
  checkFfmpegOption,
  checkScenarioMedia,
  mediaOpener,
  openForRequests,
  openMediaOption,
  type AtStart,
} from './media.js';
import { readScenarioOption, readScenarioPatterns } from './scenario-file.js';
import { openImportOption, openReplayOption } from './replay.js';
import { serverOptions } from './server-options.js';
import type { Surroundings } from './surroundings.js';
import { tlsOption } from './tls.js';

/** A server with the options of `serve`. */
export interface ConfiguredServer {
  readonly server: NodeServer;
  /** The given values, with the credentials of the data folder. */
  readonly values: ServeValues;
  /** Used content of the data folder. */
  readonly data: DataFolder;
  /** Files that the options name, opened. */
  readonly prepared: {
    /** Credentials of the file; `undefined` for the built-in ones. */
    readonly credentials: LiveCredentials | undefined;
    /** Media of meetings that name none; `undefined` for the built-in conversation. */
    readonly media: MediaSource | undefined;
    /** Cassette that all meetings play. */
    readonly replay: Tape | undefined;
    /** Cassettes that meetings can name. */
    readonly cassettes: readonly Tape[] | undefined;
  };
  /** Ends all meetings and stops the server; resolves when the journal file is complete. */
  close(): Promise<void>;
}

/**
 * Starts a server with the options of `serve`, for every command that runs one. Returns `undefined` if `signal` was aborted
 * before the server listens.
 *
 * @param fleet servers with which it shares its work. Default: none
 * @throws {UsageError} for options, files and ports that cannot be used
 */
export async function startConfigured(
  given: ServeValues,
  surroundings: Surroundings,
  logger: Logger,
  signal: AbortSignal,
  fleet?: FleetMembership,
): Promise<ConfiguredServer | undefined> {
  checkTimeOptions(given);
  checkPorts(given);
  const data = await findDataFolder(given, surroundings.folder);
  const values: ServeValues =
    data.credentials === undefined ? given : { ...given, credentials: data.credentials };
  const prepared = await prepare(values, data.media, surroundings, logger, signal);
  if (signal.aborted) return undefined;
  const { journal, protocol: generation = SETTINGS.protocol.default } = values;
  const journalFile =
    journal === undefined
      ? undefined
      : openJournalFile(journal, { generation, logger, clock: surroundings.clock });
  checkExportFolder(values.exportOnExit);
  const server = await listen(serverOptions(values, prepared), values, fleet);
  journalFile?.follow(server.journal);
  return {
    server,
    values,
    data,
    prepared,
    close: async () => {
      await server.close();
      const tapes = [prepared.replay, ...(prepared.cassettes ?? [])];
      await Promise.all([journalFile?.close(), ...tapes.map((tape) => tape?.close())]);
    },
  };
}

function checkExportFolder(folder: string | undefined): void {
  if (folder === undefined) return;
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--export-on-exit: no cassettes can be written to ${folder} (${reason})`, {
      cause: error,
    });
  }
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
  const scenarioFor = await readScenarioPatterns(values.scenarioFor, folder);
  const cacheFolder = cacheFolderOf(values.cacheDir, surroundings);
  const atStart = { cacheFolder, signal };
  const openSource = (): Promise<MediaSource | undefined> => {
    if (values.media !== undefined) return openMediaOption(values.media, open, atStart);
    // A cassette plays instead.
    return openDataFolder(values.replay === undefined ? dataMedia : undefined, open, atStart, logger);
  };
  const media = await openAtStart(openSource, scenario, open, atStart);
  const openMedia = openForRequests(open, values.host ?? SETTINGS.host.default, values.media, folder);
  const replay = await openReplayOption(values, logger);
  const cassettes = await openImportOption(values.cassettes, logger);
  return { credentials, media, scenario, scenarioFor, openMedia, tls, logger, replay, cassettes };
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

function checkTimeOptions({
  time = SETTINGS.time.default,
  speed = SETTINGS.speed.default,
}: ServeValues): void {
  if (time === 'real' || speed === 1 || speed === 'max') return;
  throw new UsageError(
    `--speed ${speed} and --time virtual exclude each other: virtual time is advanced by POST /api/time/advance, or by itself with --speed max`,
  );
}

async function listen(
  options: Parameters<typeof startNode>[0],
  values: ServeValues,
  fleet: FleetMembership | undefined,
): Promise<NodeServer> {
  try {
    return await startNode(options, fleet);
  } catch (error) {
    throw listenProblem(error, values);
  }
}
