import { accessSync, constants } from 'node:fs';
import { createFolder, describeFolderError } from '../cache-folder.js';
import { loadCredentials } from '../config/credentials-file.js';
import { LiveCredentials } from '../config/live-credentials.js';
import type { ServeValues } from '../config/serve-options.js';
import { FlagError, UsageError } from '../input/usage-error.js';
import type { FleetMembership } from '../fleet/membership.js';
import type { WorkerShare } from '../fleet/worker-messages.js';
import type { ReadyWorker } from '../fleet/worker-pool.js';
import type { Logger } from '../log.js';
import type { Clock } from '@rtms-mock/protocol';
import type { OpenMedia } from '../media/sources/open-media.js';
import type { MediaSource } from '../media/sources/media-source.js';
import { startNode } from '../server/mock-server.js';
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
import { serverOptions, type Prepared } from './server-options.js';
import type { Surroundings } from './surroundings.js';
import { tlsOption } from './tls.js';
import { startWithWorkers, type ServerWithWorkers } from './worker-processes.js';
import { checkWorkers, workerCount } from './worker-values.js';

/** A server with the options of `serve`. */
export interface ConfiguredServer {
  /** With workers, their front: it has the journal of all, and no meetings of its own. */
  readonly server: NodeServer;
  /** Workers that play the meetings; empty if the server plays them itself. */
  readonly workers: readonly ReadyWorker[];
  /** Number of streams that have not ended. */
  runningStreams(): number;
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
 * @param share that of a worker. Default: the server is none
 * @throws {UsageError} for options, files and ports that cannot be used
 */
export async function startConfigured(
  given: ServeValues,
  surroundings: Surroundings,
  logger: Logger,
  signal: AbortSignal,
  fleet?: FleetMembership,
  share?: WorkerShare,
): Promise<ConfiguredServer | undefined> {
  checkTimeOptions(given);
  checkPorts(given);
  checkWorkers(given);
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
  await checkExportFolder(values.exportOnExit);
  const parts = { values, prepared, logger, clock: surroundings.clock, signal, fleet, share };
  const serving = await listen(parts);
  if (serving === undefined) return undefined;
  const { server, workers } = serving;
  journalFile?.follow(server.journal);
  return {
    server,
    workers,
    runningStreams: () => serving.runningStreams(),
    values,
    data,
    prepared,
    close: async () => {
      await serving.close();
      const tapes = [prepared.replay, ...(prepared.cassettes ?? [])];
      await Promise.all([journalFile?.close(), ...tapes.map((tape) => tape?.close())]);
    },
  };
}

async function checkExportFolder(folder: string | undefined): Promise<void> {
  if (folder === undefined) return;
  try {
    await createFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new FlagError(
      '--export-on-exit',
      `no cassettes can be written to ${folder} (${describeFolderError(error)}); choose another folder`,
      { cause: error },
    );
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

interface Listening {
  readonly values: ServeValues;
  readonly prepared: Prepared;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly fleet: FleetMembership | undefined;
  readonly share: WorkerShare | undefined;
}

/** Starts the server itself, or the front of several ones; `undefined` if the program was stopped in the meantime. */
async function listen({ fleet, share, ...input }: Listening): Promise<ServerWithWorkers | undefined> {
  const { values, prepared, signal } = input;
  const options = serverOptions(values, share ? sharedAmong(prepared, share) : prepared);
  try {
    if (workerCount(values) > 1) {
      return await startWithWorkers({ ...input, options });
    }
    const server = await startNode(options, fleet);
    const running = (): number => server.meetings().filter(({ state }) => state !== 'terminated').length;
    return { server, workers: [], runningStreams: running, close: () => server.close() };
  } catch (error) {
    if (signal.aborted) return undefined;
    throw listenProblem(error, values);
  }
}

/** Ids that the credentials give to streams: each worker has its own, and one that replaces a lost one has none. */
function sharedAmong(prepared: Prepared, { worker, index, count }: WorkerShare): Prepared {
  const { credentials } = prepared;
  if (!credentials) return prepared;
  const isFirst = index <= count;
  const isOwn = (_: unknown, at: number): boolean => isFirst && at % count === Number(worker) - 1;
  return {
    ...prepared,
    credentials: {
      get apps() {
        return credentials.apps;
      },
      get secretToken() {
        return credentials.secretToken;
      },
      get streams() {
        return credentials.streams.filter(isOwn);
      },
    },
  };
}
