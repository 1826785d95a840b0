import { kebabCase, type FlagValues } from '../config/option-names.js';
import { boundedLogger } from '../bounded-log.js';
import { LOG_OPTIONS } from '../config/serve-options.js';
import { FlagError, UsageError } from '../input/usage-error.js';
import { loadFile } from '../load/load-files.js';
import { LOAD_REPORT_VERSION, type LoadReport } from '../load/load-report.js';
import { loadText } from '../load/load-text.js';
import type { AppProcesses } from '../load/measurement.js';
import { readProcess } from '../load/process-usage.js';
import { ENDING_MS, runLoad, type LoadOutcome, type LoadServer } from '../load/run-load.js';
import { counted } from '../load/shown-values.js';
import { judge, LOAD_EXIT_CODES, wasUnreachable } from '../load/thresholds.js';
import type { Logger } from '../log.js';
import { createApiClient } from './api-client.js';
import { startConfigured } from './configured-server.js';
import { servingValues } from './exec.js';
import { refuseTooMany } from './load-capacity.js';
import { loadMeetings, scenarioNameOf } from './load-meetings.js';
import { LOAD_OWN_OPTIONS, ownServerOptions, type LoadValues } from './load-options.js';
import { loadProgress, type LoadProgress } from './load-progress.js';
import { ownLoadServer, remoteLoadServer } from './load-servers.js';
import { createLogger } from './loggers.js';
import { painter } from './paint.js';
import { notReached, reach } from './reach.js';
import { refuseUnwritable, writeReports } from './report-writing.js';
import { SIGNAL_EXIT_CODES, untilSignal, type StopRequest } from './stop-signals.js';
import type { Surroundings } from './surroundings.js';
import { workerCount } from './worker-values.js';

const DEFAULT_RAMP_MS = 10_000;
const DEFAULT_FOR_MS = 60_000;

/** A server, and what ends it. */
interface Opened {
  readonly server: LoadServer;
  /** Sentences about a server that was started for the run. */
  readonly notes: readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * Plays many meetings with an app, prints how both have performed, and returns the exit code. `given`: names of the options
 * that flags set.
 */
export async function load(
  values: LoadValues,
  given: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { stdout, clock, folder } = surroundings;
  await refuseWrong(values, given, surroundings);
  const stop = untilSignal(surroundings);
  const format = values.logFormat ?? LOG_OPTIONS.logFormat.default;
  const meetings = values.meetings ?? LOAD_OWN_OPTIONS.meetings.default;
  const progress = loadProgress(format, meetings, surroundings);
  const level = values.logLevel ?? 'error';
  const logger = boundedLogger(createLogger({ format, level, output: progress.stderr, clock }));
  // Before the app is looked for: wrong options are reported even if it does not run.
  const opened = await open(values, surroundings, logger, stop);
  if (opened === undefined) return interruptedCode(await stop.signalled);
  try {
    const unreachable = await unreachableCode(values, surroundings, stop);
    if (unreachable !== undefined) return unreachable;
    for (const note of opened.notes) progress.note(note);
    const startedMs = clock.now();
    const startedAt = new Date(clock.unixMs()).toISOString();
    const outcome = await play(values, opened.server, surroundings, progress, stop);
    progress.end();
    const interruptedBy = stop.stopped ? interruptedCode(await stop.signalled) : undefined;
    const ms = Math.round(clock.now() - startedMs);
    const report = reportOf(outcome, values, { startedAt, ms, interruptedBy });
    if (format === 'json') stdout.write(`${JSON.stringify({ msg: 'report', ...report })}\n`);
    else stdout.write(loadText(report, painter(stdout)));
    await writeReports(values.report ?? [], (one) => loadFile(one, report), folder);
    return report.exitCode;
  } finally {
    progress.end();
    await opened.close();
    logger.flush();
  }
}

/** Waits for the app of an own server, and says why it accepts no connections. Returns the exit code; `undefined` if it does. */
async function unreachableCode(
  { server, webhookUrl = '' }: LoadValues,
  { stderr, clock }: Surroundings,
  stop: StopRequest,
): Promise<number | undefined> {
  if (server !== undefined) return undefined;
  const reached = await reach(webhookUrl, clock, stop.signal);
  if (reached === 'listening') return undefined;
  if (stop.stopped) return interruptedCode(await stop.signalled);
  stderr.write(`rtms-mock: ${notReached(reached, webhookUrl)}\n`);
  return LOAD_EXIT_CODES.unreachable;
}

function interruptedCode(reason: Awaited<StopRequest['signalled']>): number {
  // Standard input ends nothing here.
  return reason === 'stdin' ? SIGNAL_EXIT_CODES.SIGTERM : SIGNAL_EXIT_CODES[reason];
}

/** Refuses what cannot be used before anything is started. */
async function refuseWrong(
  values: LoadValues,
  given: readonly string[],
  { folder, platform }: Surroundings,
): Promise<void> {
  const { server, webhookUrl, pid = [], report = [] } = values;
  if (server === undefined && webhookUrl === undefined) {
    throw new UsageError('load needs --webhook-url URL, where your app receives webhooks');
  }
  const excluded = server === undefined ? [] : ownServerOptions(given);
  if (excluded.length > 0) {
    const flags = excluded.map((name) => `--${kebabCase(name)}`).join(', ');
    throw new UsageError(
      `${flags} and --server exclude each other; give ${flags} to the server when it starts`,
    );
  }
  if (values.time === 'virtual') {
    throw new UsageError('--time virtual cannot be used by load: apps are measured in real time');
  }
  if (server === undefined) {
    await refuseTooMany(values.meetings ?? LOAD_OWN_OPTIONS.meetings.default, workerCount(values));
  }
  await refuseUnwritable(report, folder);
  if (pid.length > 0 && platform === 'win32') {
    throw new UsageError('--pid needs /proc or the program ps, which Windows does not have; leave it out');
  }
  for (const one of pid) {
    if ((await readProcess(one, platform)) === undefined) {
      throw new FlagError('--pid', `no process ${one} runs on this machine`);
    }
  }
}

/** Starts a server, or uses the running one. `undefined` if a signal came in the meantime. */
async function open(
  values: LoadValues,
  surroundings: Surroundings,
  logger: Logger,
  stop: StopRequest,
): Promise<Opened | undefined> {
  const { folder } = surroundings;
  if (values.server !== undefined) {
    const api = createApiClient(values.server, values.apiToken);
    const server = remoteLoadServer(api, await loadMeetings(values, folder, 'remote'));
    // Whether it has figures, before a start is announced.
    await server.figures();
    return { server, notes: [], close: () => Promise.resolve() };
  }
  const serving = { port: 0, mediaPort: 0, ...servingValues(values) };
  const started = await startConfigured(serving, surroundings, logger, stop.signal);
  if (started === undefined) return undefined;
  const { server, prepared, workers } = started;
  const close = (): Promise<void> => started.close();
  let meeting: Awaited<ReturnType<typeof loadMeetings>>;
  try {
    meeting = await loadMeetings(values, folder, 'own', prepared.media?.participants.length);
  } catch (error) {
    await close();
    throw error;
  }
  const notes = [
    `Server at ${server.controlUrl}, signaling ${server.signalingUrl}.`,
    ...(server.caFile === undefined ? [] : [`With TLS, your app must trust ${server.caFile}.`]),
  ];
  if (workers.length === 0) return { server: ownLoadServer(server, meeting), notes, close };
  const api = createApiClient(server.controlUrl, server.apiToken);
  return { server: remoteLoadServer(api, meeting), notes, close };
}

function play(
  values: LoadValues,
  server: LoadServer,
  { clock, platform }: Surroundings,
  progress: LoadProgress,
  stop: StopRequest,
): Promise<LoadOutcome> {
  const { pid = [] } = values;
  const { meetings, rampMs, forMs } = planOf(values);
  const seconds = (ms: number): string => `${ms / 1000} s`;
  const readApp = async (): Promise<AppProcesses> =>
    new Map(await Promise.all(pid.map(async (one) => [one, await readProcess(one, platform)] as const)));
  return runLoad({
    server,
    meetings,
    rampMs,
    forMs,
    readApp,
    clock,
    signal: stop.signal,
    onStarting: () =>
      progress.note(
        `Starting ${counted(meetings, 'meeting')} over ${seconds(rampMs)}, for ${seconds(forMs)} after that; Ctrl-C ends them.`,
      ),
    onSample: (sample) => progress.sample(sample),
    onEnding: (count, unanswered) => {
      if (count > 0) progress.note(`Ending ${counted(count, 'meeting')}.`);
      if (unanswered === 0) return;
      const hurry = stop.stopped
        ? '; another Ctrl-C ends that, without a report'
        : '; Ctrl-C ends that, without a judgement';
      progress.note(
        `Waiting up to ${seconds(ENDING_MS)} for your app to answer ${counted(unanswered, 'webhook')}${hurry}.`,
      );
    },
  });
}

function planOf(values: LoadValues): LoadReport['plan'] {
  return {
    meetings: values.meetings ?? LOAD_OWN_OPTIONS.meetings.default,
    rampMs: values.ramp ?? DEFAULT_RAMP_MS,
    forMs: values.for ?? DEFAULT_FOR_MS,
    scenario: scenarioNameOf(values),
    speakers: values.speakers ?? LOAD_OWN_OPTIONS.speakers.default,
  };
}

function reportOf(
  { started, failed, failure, isServerLost, measured }: LoadOutcome,
  values: LoadValues,
  run: { readonly startedAt: string; readonly ms: number; readonly interruptedBy: number | undefined },
): LoadReport {
  const plan = planOf(values);
  const connected = Math.min(measured.meetings.connected, plan.meetings);
  const joined = Math.min(measured.meetings.joined, plan.meetings);
  const { continued } = measured.meetings;
  const meetings = { started, failed, connected, joined, continued };
  const { minJoined, maxLost } = LOAD_OWN_OPTIONS;
  const defaults = { minJoined: minJoined.default, maxLost: maxLost.default };
  const limits: FlagValues<typeof LOAD_OWN_OPTIONS> = { ...defaults, ...values };
  // A run that was ended early says nothing about the limits of a whole one.
  const thresholds = run.interruptedBy === undefined ? judge({ ...measured, plan, meetings }, limits) : [];
  const isExceeded = isServerLost || thresholds.some(({ passed }) => !passed);
  const judged = isExceeded ? LOAD_EXIT_CODES.exceeded : LOAD_EXIT_CODES.passed;
  // That of an own server was reached before.
  const reached =
    values.server !== undefined && wasUnreachable({ ...measured, meetings })
      ? LOAD_EXIT_CODES.unreachable
      : judged;
  return {
    version: LOAD_REPORT_VERSION,
    startedAt: run.startedAt,
    ms: run.ms,
    exitCode: run.interruptedBy ?? reached,
    ...(run.interruptedBy !== undefined && { interrupted: true }),
    plan,
    meetings,
    ...(failure !== undefined && { failure }),
    webhooks: measured.webhooks,
    connect: measured.connect,
    join: measured.join,
    firstFrame: measured.firstFrame,
    keepAlive: measured.keepAlive,
    waiting: measured.waiting,
    lag: measured.lag,
    lateness: measured.lateness,
    media: measured.media,
    lost: measured.lost,
    interruptions: measured.interruptions,
    verdicts: measured.verdicts,
    mock: measured.mock,
    ...(measured.app && { app: measured.app }),
    thresholds,
    samples: measured.samples,
  };
}
