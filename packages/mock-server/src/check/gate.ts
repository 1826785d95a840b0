/** Decides the outcome of a run. Pure. */
import type { Verdict } from '../verdicts/verdict.js';
import type { CheckRun, Played } from './played.js';
import { URL_VALIDATION } from './suite.js';

/** Findings that are accepted, each as {@link findingKey} has it. */
export type Baseline = ReadonlySet<string>;

/** Exit codes of a run; the first that fits. */
export const EXIT_CODES = {
  /** An option, a variable or a file cannot be used. */
  usage: 2,
  /** No connection to the app is possible. */
  unreachable: 3,
  /** The app joined no stream. */
  neverJoined: 4,
  /** A failing verdict measures time, and the mock itself was late. */
  notTrusted: 5,
  /** An app broke a rule. */
  broken: 1,
  /** Nothing was found. */
  passed: 0,
} as const;

/** Identifies a finding across runs: a rule in a scenario of a generation. */
export function findingKey({ name, protocol }: Pick<Played, 'name' | 'protocol'>, rule: string): string {
  return `${protocol} ${name} ${rule}`;
}

/** Findings of a scenario that fail it: errors, except those of the baseline. */
export function failingVerdicts(played: Played, baseline: Baseline): readonly Verdict[] {
  return played.verdicts.filter(
    ({ severity, rule }) => severity === 'error' && !baseline.has(findingKey(played, rule)),
  );
}

/** Errors of a scenario that the baseline accepts. */
export function knownVerdicts(played: Played, baseline: Baseline): readonly Verdict[] {
  return played.verdicts.filter(
    ({ severity, rule }) => severity === 'error' && baseline.has(findingKey(played, rule)),
  );
}

/** True for a scenario that was played to its end without a failing verdict. */
export function hasPassed(played: Played, baseline: Baseline): boolean {
  return played.notPlayed === undefined && failingVerdicts(played, baseline).length === 0;
}

/** The exit code of a run: that of the signal that ended it early, or what was found. Only results of the deciding generation count, and a transcript. */
export function exitCodeOf(run: CheckRun, baseline: Baseline = new Set()): number {
  const { results, protocol, punctual, transcript, interruptedBy } = run;
  if (interruptedBy !== undefined) return interruptedBy;
  const meetings = results.filter(({ name }) => name !== URL_VALIDATION.name);
  if (meetings.length > 0 && !meetings.some(({ joined }) => joined)) return EXIT_CODES.neverJoined;
  const deciding = results.filter((result) => result.protocol === protocol);
  const failing = deciding.flatMap((result) => failingVerdicts(result, baseline));
  if (!punctual.trusted && failing.some(({ timed }) => timed)) return EXIT_CODES.notTrusted;
  const isWrong = transcript !== undefined && transcript.wer > transcript.maxWer;
  const allPassed = deciding.every((result) => hasPassed(result, baseline));
  return allPassed && !isWrong ? EXIT_CODES.passed : EXIT_CODES.broken;
}
