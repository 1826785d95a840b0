import { resolve } from 'node:path';
import type { NumericGeneration } from '@rtms-mock/protocol';
import { boundedLogger } from '../bounded-log.js';
import { exitCodeOf } from '../check/gate.js';
import { playTranscript } from '../check/play-transcript.js';
import { NOT_PLAYED, type CheckRun, type Played, type TranscriptComparison } from '../check/played.js';
import { PunctualityMeter, punctualityOf } from '../check/punctuality.js';
import { fileReport, REPORT_FORMATS } from '../check/report-files.js';
import { textReport } from '../check/report-text.js';
import { runChecks } from '../check/run-checks.js';
import type { FlagValues } from '../config/option-names.js';
import {
  LOG_OPTIONS,
  SERVE_OPTIONS,
  SINGLE_SERVER_OPTIONS,
  type ServeValues,
} from '../config/serve-options.js';
import {
  array,
  choice,
  integer,
  numberKind,
  PATH,
  positiveNumber,
  STRING,
  type Kind,
} from '../input/kinds.js';
import { good } from '../input/reading.js';
import { UsageError } from '../input/usage-error.js';
import { generationOf } from '../policies.js';
import type { MockServer } from '../server/server-api.js';
import type { Options } from '../settings/option.js';
import { planOf, readBaseline, refuseTranscript, type Plan } from './check-inputs.js';
import { reportFile } from './report-option.js';
import { refuseUnwritable, writeReports } from './report-writing.js';
import { startConfigured } from './configured-server.js';
import { refuseWorkers } from './worker-values.js';
import { servingValues } from './exec.js';
import { createLogger } from './loggers.js';
import { painter } from './paint.js';
import { notReached, reach } from './reach.js';
import { SIGNAL_EXIT_CODES } from './stop-signals.js';
import type { Surroundings } from './surroundings.js';

/** Speed of the meetings of a check. */
const CHECK_SPEED = 10;

/** Real time after which the suite `basic` plays nothing more, in milliseconds. */
const BASIC_LIMIT_MS = 50_000;

const FILE = { ...PATH, argument: 'FILE' };

/** A word error rate. */
const WER: Kind<number> = numberKind('a number from 0 to 10, such as 0.15', (text) =>
  /^\d+(\.\d+)?$/.test(text) && Number(text) <= 10 ? Number(text) : undefined,
);

/** Options of `rtms-mock check` beside those of `serve`. */
export const CHECK_OWN_OPTIONS = {
  suite: {
    kind: { ...array(STRING, 100), argument: 'basic|full|NAME|FILE' },
    default: ['basic'],
    defaultText: 'basic',
    isCommon: true,
    description:
      'scenarios to play: basic (within a minute), full, names of ready scenarios, or scenario files; commas separate several',
  },
  report: {
    kind: array(reportFile(REPORT_FORMATS), 10),
    isCommon: true,
    description:
      'files that receive the result: junit=FILE, json=FILE, markdown=FILE; commas separate several',
  },
  baseline: {
    kind: FILE,
    isCommon: true,
    description: 'JSON report of an earlier run, whose findings are accepted: only new ones fail',
  },
  expectTranscript: {
    kind: FILE,
    isCommon: true,
    description:
      'file with the transcript of your app (WebVTT, SubRip, JSON, JSON lines or text), compared with what was said; add --speed 1 if it recognises the speech itself',
  },
  maxWer: {
    kind: WER,
    default: 0.15,
    isCommon: true,
    description: 'highest word error rate of that transcript that passes',
  },
  parallel: {
    kind: { ...choiceOrCount() },
    defaultText: 'auto',
    isCommon: true,
    description: 'number of meetings that are played at once; auto tries whether the app can take several',
  },
} as const satisfies Options;

/** `auto`, or a number of meetings. */
function choiceOrCount(): Kind<number | 'auto'> {
  const count = integer(1, 100);
  return {
    accepts: 'auto or a whole number from 1 to 100',
    argument: 'auto|NUMBER',
    read: (value) => (value === 'auto' ? good(value) : count.read(value)),
    parse: (text) => (text === 'auto' ? good(text) : count.parse(text)),
  };
}

/** Options of `rtms-mock check`. */
export const CHECK_OPTIONS = {
  ...SINGLE_SERVER_OPTIONS,
  protocol: {
    ...SERVE_OPTIONS.protocol,
    kind: choice<NumericGeneration>(['2025', '2026']),
    defaultText: 'both are played, 2026 decides',
    description: 'generation of the protocol, if only one is to be played',
  },
  port: { ...SERVE_OPTIONS.port, defaultText: 'any free port' },
  mediaPort: { ...SERVE_OPTIONS.mediaPort, defaultText: 'any free port' },
  speed: {
    ...SERVE_OPTIONS.speed,
    // With virtual time no app can be judged.
    kind: positiveNumber(100, 'such as 10 for ten times as fast'),
    defaultText: String(CHECK_SPEED),
  },
  logLevel: { ...SERVE_OPTIONS.logLevel, defaultText: 'error' },
  ...CHECK_OWN_OPTIONS,
} as const satisfies Options;

/** Values of {@link CHECK_OPTIONS}. */
export type CheckValues = FlagValues<typeof CHECK_OPTIONS>;

/** Plays scenarios with an app, prints what was found, and returns the exit code. */
export async function check(values: CheckValues, surroundings: Surroundings): Promise<number> {
  const { clock, stdout, stderr } = surroundings;
  const { webhookUrl, suite = CHECK_OPTIONS.suite.default } = values;
  if (webhookUrl === undefined) {
    throw new UsageError('check needs --webhook-url URL, where your app receives webhooks');
  }
  const plan = await planOf(suite, surroundings.folder);
  refuseTranscript({ ...values, suite }, plan);
  const baseline = await readBaseline(values.baseline, surroundings.folder);
  await refuseUnwritable(values.report ?? [], surroundings.folder);
  const stopping = new AbortController();
  let signalled: 129 | 130 | 143 | undefined;
  const cancelSignals = surroundings.onSignal((signal) => {
    signalled ??= SIGNAL_EXIT_CODES[signal];
    stopping.abort(NOT_PLAYED.interrupted);
  });
  const logger = boundedLogger(
    createLogger({
      format: values.logFormat ?? LOG_OPTIONS.logFormat.default,
      level: values.logLevel ?? 'error',
      output: stderr,
      clock,
    }),
  );
  refuseWorkers(values);
  // Before the app is looked for: wrong options are reported even if it does not run.
  const started = await startConfigured(checkServing(values), surroundings, logger, stopping.signal);
  const report = async (played: CheckRun): Promise<number> => {
    const run = signalled === undefined ? played : interrupted(played, signalled);
    if (run.results.length > 0) stdout.write(textReport(run, baseline, painter(stdout)));
    await writeReports(
      values.report ?? [],
      (format) => fileReport(format, run, baseline),
      surroundings.folder,
    );
    return exitCodeOf(run, baseline);
  };
  try {
    const unreached = started && (await whyNotReached(webhookUrl, clock, stopping.signal));
    if (started !== undefined && unreached === undefined) {
      return await report(await playSuite(plan, values, started.server, surroundings, stopping));
    }
    const reason = signalled === undefined ? unreached : 'interrupted: nothing was played';
    stderr.write(`rtms-mock: ${reason}\n`);
    // Reports of an earlier run must not be taken for those of this one.
    return await report(unplayed(values, unreached ?? NOT_PLAYED.interrupted));
  } finally {
    cancelSignals();
    await started?.close();
    logger.flush();
  }
}

async function whyNotReached(
  webhookUrl: string,
  clock: Surroundings['clock'],
  signal: AbortSignal,
): Promise<string | undefined> {
  const reached = await reach(webhookUrl, clock, signal);
  return reached === 'listening' ? undefined : notReached(reached, webhookUrl);
}

/** A run of which nothing was played. */
function unplayed(values: CheckValues, reason: string): CheckRun {
  const { suite = CHECK_OPTIONS.suite.default } = values;
  return {
    suite: suite.join(','),
    protocol: generationsOf(values)[0],
    results: [],
    punctual: punctualityOf(0, 0),
    ms: 0,
    notReached: reason,
  };
}

/** A run that a signal ended early. The transcript is not judged: the app had no time to write it. */
function interrupted(
  { transcript: _unfinished, notReached: _unknown, ...run }: CheckRun,
  interruptedBy: 129 | 130 | 143,
): CheckRun {
  return { ...run, interruptedBy };
}

/** Plays everything that the values ask for. `stopping`: aborted by a signal, and when the time of `basic` is over. */
async function playSuite(
  plan: Plan,
  values: CheckValues,
  server: MockServer,
  surroundings: Surroundings,
  stopping: AbortController,
): Promise<CheckRun> {
  const { clock } = surroundings;
  const {
    suite = CHECK_OPTIONS.suite.default,
    webhookUrl = '',
    speed = CHECK_SPEED,
    parallel = 'auto',
  } = values;
  const isBasic = suite.every((name) => name === 'basic');
  const cancelLimit = isBasic
    ? clock.after(BASIC_LIMIT_MS, () => stopping.abort(NOT_PLAYED.noTime))
    : () => {};
  const meter = new PunctualityMeter();
  const startedMs = clock.now();
  const generations = generationsOf(values);
  const results = await runChecks({
    ...plan,
    server,
    webhookUrl,
    generations,
    speed,
    parallel,
    signal: stopping.signal,
    clock,
    onPlayed: (played) => showProgress(played, surroundings),
  });
  const transcript = await compareTranscript(values, { server, webhookUrl, results, surroundings, stopping });
  cancelLimit();
  return {
    suite: suite.join(','),
    ...(transcript && { transcript }),
    protocol: generations[0],
    results,
    punctual: meter.end(),
    ms: Math.round(clock.now() - startedMs),
  };
}

/** Compares the app's transcript, if that is requested and the app joins streams. */
async function compareTranscript(
  { expectTranscript, maxWer, ...values }: CheckValues,
  {
    server,
    webhookUrl,
    results,
    surroundings,
    stopping,
  }: {
    readonly server: MockServer;
    readonly webhookUrl: string;
    readonly results: readonly Played[];
    readonly surroundings: Surroundings;
    readonly stopping: AbortController;
  },
): Promise<TranscriptComparison | undefined> {
  if (expectTranscript === undefined || !results.some(({ joined }) => joined)) return undefined;
  const { clock, folder } = surroundings;
  return playTranscript({
    server,
    protocol: generationsOf(values)[0],
    webhookUrl,
    path: resolve(folder, expectTranscript),
    file: expectTranscript,
    maxWer: maxWer ?? CHECK_OWN_OPTIONS.maxWer.default,
    signal: stopping.signal,
    clock,
  });
}

function generationsOf({ protocol }: CheckValues): readonly [NumericGeneration, ...NumericGeneration[]] {
  return protocol === undefined ? ['2026', '2025'] : [generationOf(protocol)];
}

/** The server of a check: free ports, scaled time, and meetings that begin when the app is ready. */
function checkServing(values: CheckValues): ServeValues {
  return {
    port: 0,
    mediaPort: 0,
    speed: CHECK_SPEED,
    timelineStart: 'ready',
    ...servingValues(values),
  };
}

/** Progress is only for people who watch. */
function showProgress(played: Played, { stderr }: Pick<Surroundings, 'stderr'>): void {
  if (!stderr.colour) return;
  const failed = played.verdicts.some(({ severity }) => severity === 'error');
  stderr.write(
    `  ${played.protocol} ${played.name} ${failed ? 'failed' : 'ok'} (${(played.ms / 1000).toFixed(1)} s)\n`,
  );
}
