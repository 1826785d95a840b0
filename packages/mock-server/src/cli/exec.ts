import { resolve } from 'node:path';
import { boundedLogger } from '../bounded-log.js';
import type { FlagValues } from '../config/option-names.js';
import {
  LOG_OPTIONS,
  SERVE_OPTIONS,
  SINGLE_SERVER_OPTIONS,
  type ServeValues,
} from '../config/serve-options.js';
import { judgeRun } from '../check/judge-run.js';
import { PunctualityMeter } from '../check/punctuality.js';
import { BOOLEAN } from '../input/kinds.js';
import { UsageError } from '../input/usage-error.js';
import type { Options } from '../settings/option.js';
import { runCommand, type RunningCommand } from './command-process.js';
import { startConfigured } from './configured-server.js';
import { refuseWorkers } from './worker-values.js';
import { exportedVariables } from './exported-variables.js';
import { createLogger } from './loggers.js';
import { painter } from './paint.js';
import { SIGNAL_EXIT_CODES } from './stop-signals.js';
import type { Surroundings } from './surroundings.js';

/** Options of `rtms-mock exec` beside those of `serve`. */
export const EXEC_OWN_OPTIONS = {
  check: {
    kind: BOOLEAN,
    default: false,
    isCommon: true,
    description:
      'judges the apps of all meetings when the command has ended: 1 if a rule was broken, 4 if no app joined, 5 if the server was late',
  },
} as const satisfies Options;

/** Options of `rtms-mock exec`. */
export const EXEC_OPTIONS = {
  ...SINGLE_SERVER_OPTIONS,
  port: { ...SERVE_OPTIONS.port, defaultText: 'any free port' },
  mediaPort: { ...SERVE_OPTIONS.mediaPort, defaultText: 'any free port' },
  logLevel: { ...SERVE_OPTIONS.logLevel, defaultText: 'error' },
  ...EXEC_OWN_OPTIONS,
} as const satisfies Options;

/** Values of {@link EXEC_OPTIONS}. */
export type ExecValues = FlagValues<typeof EXEC_OPTIONS>;

/** Values of `serve`, without those of a command that runs a server for itself. */
export function servingValues(values: ServeValues): ServeValues {
  const names = new Set(Object.keys(SERVE_OPTIONS));
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

/**
 * Starts a server, runs a command that knows it by its environment, and stops everything. Returns the exit code of the
 * command, or with `--check` that of the judgement if the command succeeds.
 */
export async function execute(
  words: readonly string[],
  values: ExecValues,
  surroundings: Surroundings,
): Promise<number> {
  const [program, ...args] = words;
  if (program === undefined) throw new UsageError('exec needs a command: rtms-mock exec -- pytest -q');
  const { clock, stderr, environment, folder, platform } = surroundings;
  const stopping = new AbortController();
  let running: RunningCommand | undefined;
  let code: number | undefined;
  // The command decides what a signal means; a test runner reports its results before it ends.
  const cancelSignals = surroundings.onSignal((signal) => {
    code ??= SIGNAL_EXIT_CODES[signal];
    stopping.abort();
    running?.pass(signal);
  });
  const logger = boundedLogger(
    createLogger({
      format: values.logFormat ?? LOG_OPTIONS.logFormat.default,
      level: values.logLevel ?? 'error',
      output: stderr,
      clock,
    }),
  );
  if (values.check === true) refuseWorkers(values);
  const serving = { port: 0, mediaPort: 0, ...servingValues(values) };
  const started = await startConfigured(serving, surroundings, logger, stopping.signal);
  if (started === undefined) return code ?? 1;
  const meter = new PunctualityMeter();
  const startedMs = clock.now();
  try {
    const { server } = started;
    const given = started.values.tlsCert;
    const caFile = server.caFile ?? (given === undefined ? undefined : resolve(folder, given));
    running = runCommand({
      command: [program, ...args],
      environment: { ...environment, ...exportedVariables(server, caFile) },
      folder,
      platform,
      clock,
      hasTerminal: surroundings.stdin.isTerminal,
    });
    const end = await running.ended;
    if (end.kind === 'not-started') {
      stderr.write(`rtms-mock: ${end.reason}\n`);
      return end.code;
    }
    if (end.code !== 0 || values.check !== true) return end.code;
    const judgement = judgeRun(server, meter.end(), clock.now() - startedMs, painter(stderr));
    stderr.write(judgement.text);
    return judgement.exitCode;
  } finally {
    cancelSignals();
    await started.close();
    logger.flush();
  }
}
