import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { NumericGeneration } from '@rtms-mock/protocol';
import { boundedLogger } from '../bounded-log.js';
import { EXIT_CODES, exitCodeOf, findingKey, type Baseline } from '../check/gate.js';
import { playTranscript } from '../check/play-transcript.js';
import type { CheckRun, Played, TranscriptComparison } from '../check/played.js';
import { PunctualityMeter } from '../check/punctuality.js';
import { fileReport, REPORT_FORMATS, type ReportFormat } from '../check/report-files.js';
import { textReport } from '../check/report-text.js';
import { runChecks } from '../check/run-checks.js';
import { CHECKS, checksOf, ownCheck, SUITES, type Check } from '../check/suite.js';
import type { FlagValues } from '../config/option-names.js';
import { LOG_OPTIONS, SERVE_OPTIONS, type ServeValues } from '../config/serve-options.js';
import { closest } from '../input/closest.js';
import { whyUnreadable } from '../input/document.js';
import {
  array,
  choice,
  integer,
  isObject,
  numberKind,
  PATH,
  positiveNumber,
  stringKind,
  STRING,
  type Kind,
} from '../input/kinds.js';
import { bad, good } from '../input/reading.js';
import { UsageError } from '../input/usage-error.js';
import { generationOf } from '../policies.js';
import type { ScenarioChoice } from '../scenarios/choose.js';
import type { MockServer } from '../server/server-api.js';
import type { Options } from '../settings/option.js';
import { startConfigured } from './configured-server.js';
import { servingValues } from './exec.js';
import { createLogger } from './loggers.js';
import { painter } from './paint.js';
import { looksLikeFile, readScenarioOption } from './scenario-file.js';
import { isListening } from './start-when-reachable.js';
import type { Surroundings } from './surroundings.js';

/** Speed of the meetings of a check. */
const CHECK_SPEED = 10;

/** Real time for the app to accept a connection, in milliseconds. */
const REACHABLE_MS = 5000;

/** Interval of attempts, in milliseconds. */
const ATTEMPT_MS = 250;

/** Real time after which the suite `basic` plays nothing more, in milliseconds. */
const BASIC_LIMIT_MS = 50_000;

const FILE = { ...PATH, argument: 'FILE' };

const REPORT_FORM = `junit=FILE, json=FILE or markdown=FILE`;

/** One report file: `junit=report.xml`. */
const REPORT: Kind<{ readonly format: ReportFormat; readonly file: string }> = stringKind(
  REPORT_FORM,
  (text) => {
    const [, name = '', file = ''] = /^([a-z]+)=(.+)$/.exec(text.trim()) ?? [];
    const format = REPORT_FORMATS.find((one) => one === name);
    return format === undefined
      ? bad(`must be ${REPORT_FORM}, found ${JSON.stringify(text)}`)
      : good({ format, file });
  },
  'FORMAT=FILE',
);

/** A word error rate. */
const WER: Kind<number> = numberKind('a number from 0 to 10, such as 0.15', (text) =>
  /^\d+(\.\d+)?$/.test(text) && Number(text) <= 10 ? Number(text) : undefined,
);

/** Options of `rtms-mock check` beside those of `serve`. */
export const CHECK_OWN_OPTIONS = {
  suite: {
    kind: { ...array(STRING, 100), argument: 'basic|full|NAME|FILE' },
    defaultText: 'basic',
    isCommon: true,
    description:
      'scenarios to play: basic (within a minute), full, names of ready scenarios, or scenario files; commas separate several',
  },
  report: {
    kind: array(REPORT, 10),
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
  ...SERVE_OPTIONS,
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
  const { webhookUrl, suite = ['basic'] } = values;
  if (webhookUrl === undefined) {
    throw new UsageError('check needs --webhook-url URL, where your app receives webhooks');
  }
  const plan = await planOf(suite, surroundings.folder);
  const baseline = await readBaseline(values.baseline, surroundings.folder);
  const stopping = new AbortController();
  let signalled: number | undefined;
  const cancelSignals = surroundings.onSignal((signal) => {
    signalled ??= signal === 'SIGINT' ? 130 : 143;
    stopping.abort();
  });
  const logger = boundedLogger(
    createLogger({
      format: values.logFormat ?? LOG_OPTIONS.logFormat.default,
      level: values.logLevel ?? 'error',
      output: stderr,
      clock,
    }),
  );
  if (!(await isReachable(webhookUrl, surroundings, stopping.signal))) {
    if (signalled !== undefined) return signalled;
    stderr.write(
      `rtms-mock: no program accepts connections at ${new URL(webhookUrl).host}; start your app first, or correct --webhook-url\n`,
    );
    return EXIT_CODES.unreachable;
  }
  const started = await startConfigured(checkServing(values), surroundings, logger, stopping.signal);
  if (started === undefined) return signalled ?? EXIT_CODES.broken;
  try {
    const run = await playSuite(plan, values, started.server, surroundings, stopping);
    stdout.write(textReport(run, baseline, painter(stdout)));
    await writeReports(values.report ?? [], run, baseline, surroundings);
    return signalled ?? exitCodeOf(run, baseline);
  } finally {
    cancelSignals();
    await started.close();
    logger.flush();
  }
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
  const { suite = ['basic'], webhookUrl = '', speed = CHECK_SPEED, parallel = 'auto' } = values;
  const isBasic = suite.every((name) => name === 'basic');
  const cancelLimit = isBasic ? clock.after(BASIC_LIMIT_MS, () => stopping.abort()) : () => {};
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
    file: resolve(folder, expectTranscript),
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

interface Plan {
  readonly checks: readonly Check[];
  readonly ownScenarios: ReadonlyMap<string, ScenarioChoice>;
}

/**
 * The checks that `--suite` names.
 *
 * @throws {UsageError} for a name that no suite and no check has, and for a file that cannot be used
 */
async function planOf(names: readonly string[], folder: string): Promise<Plan> {
  const { checks, unknown } = checksOf(names);
  const own: (readonly [string, ScenarioChoice])[] = [];
  for (const name of unknown) {
    if (!looksLikeFile(name)) throw new UsageError(`--suite: ${noCheck(name)}`);
    own.push([name, await readScenarioOption(name, folder)]);
  }
  return { checks: [...checks, ...own.map(([name]) => ownCheck(name))], ownScenarios: new Map(own) };
}

function noCheck(name: string): string {
  const known = [...SUITES, ...CHECKS.map(({ scenario }) => scenario)];
  const guess = closest(name, known);
  const advice =
    guess === undefined
      ? `known are ${known.join(', ')}; files end in .yaml or .json`
      : `did you mean ${guess}?`;
  return `there is no suite or scenario "${name}"; ${advice}`;
}

/**
 * Reads the findings of an earlier JSON report.
 *
 * @throws {UsageError} for a file that is none
 */
async function readBaseline(path: string | undefined, folder: string): Promise<Baseline> {
  if (path === undefined) return new Set();
  const text = await readText(path, folder);
  const report = parsed(text);
  const scenarios = isObject(report) ? report['scenarios'] : undefined;
  if (!Array.isArray(scenarios)) {
    throw new UsageError(
      `--baseline: ${path} is not a report of check; write one with --report json=${path}`,
    );
  }
  return new Set(
    scenarios.filter(isObject).flatMap(({ name, protocol, verdicts }) => {
      const generation = protocol === '2025' ? '2025' : '2026';
      const found = Array.isArray(verdicts) ? verdicts.filter(isObject) : [];
      return found.map(({ rule }) => findingKey({ name: String(name), protocol: generation }, String(rule)));
    }),
  );
}

async function readText(path: string, folder: string): Promise<string> {
  try {
    return await readFile(resolve(folder, path), 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`--baseline: ${path} ${whyUnreadable(code, message)}`, { cause: error });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Said by the caller: it is no report.
    return undefined;
  }
}

async function isReachable(
  webhookUrl: string,
  { clock }: Pick<Surroundings, 'clock'>,
  signal: AbortSignal,
): Promise<boolean> {
  const endMs = clock.now() + REACHABLE_MS;
  const url = new URL(webhookUrl);
  while (!signal.aborted) {
    if (await isListening(url, clock)) return true;
    if (clock.now() >= endMs) return false;
    await new Promise<void>((done) => void clock.after(ATTEMPT_MS, done));
  }
  return false;
}

async function writeReports(
  reports: readonly { readonly format: ReportFormat; readonly file: string }[],
  run: CheckRun,
  baseline: Baseline,
  { folder }: Pick<Surroundings, 'folder'>,
): Promise<void> {
  for (const { format, file } of reports) {
    try {
      await writeFile(resolve(folder, file), fileReport(format, run, baseline));
    } catch (error) {
      const { message } = error as NodeJS.ErrnoException;
      throw new UsageError(`--report: ${file} cannot be written: ${message}`, { cause: error });
    }
  }
}
