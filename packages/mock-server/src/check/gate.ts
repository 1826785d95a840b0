/** Decides the outcome of a run. Pure. */
import type { Verdict } from '../verdicts/verdict.js';
import type { CheckRun, Played, TranscriptComparison } from './played.js';
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

/** True for a transcript that the app has written, with few enough errors. */
export function isAccepted({ state, wer, maxWer }: TranscriptComparison): boolean {
  return state === 'written' && wer <= maxWer;
}

/** A reason why a run did not pass: a broken rule, a scenario that was not played to its end, or the transcript. */
export type BrokenBy = 'rules' | 'not-played' | 'transcript';

/** Everything that makes a run fail. Only results of the deciding generation count, and the transcript. */
export function brokenBy(run: CheckRun, baseline: Baseline): readonly BrokenBy[] {
  const { transcript } = run;
  const results = decidingResults(run);
  return [
    ...(results.some((played) => failingVerdicts(played, baseline).length > 0) ? ['rules' as const] : []),
    ...(results.some(({ notPlayed }) => notPlayed !== undefined) ? ['not-played' as const] : []),
    ...(transcript !== undefined && !isAccepted(transcript) ? ['transcript' as const] : []),
  ];
}

/** Results of the generation that decides. */
export function decidingResults({ results, protocol }: CheckRun): readonly Played[] {
  return results.filter((result) => result.protocol === protocol);
}

/** The exit code of a run: that of the signal that ended it early, or what was found. Only results of the deciding generation count, and a transcript. */
export function exitCodeOf(run: CheckRun, baseline: Baseline = new Set()): number {
  const { results, punctual, interruptedBy, notReached } = run;
  if (interruptedBy !== undefined) return interruptedBy;
  if (notReached !== undefined) return EXIT_CODES.unreachable;
  const meetings = results.filter(({ name }) => name !== URL_VALIDATION.name);
  if (meetings.length > 0 && !meetings.some(({ joined }) => joined)) return EXIT_CODES.neverJoined;
  const failing = decidingResults(run).flatMap((result) => failingVerdicts(result, baseline));
  if (!punctual.trusted && failing.some(({ timed }) => timed)) return EXIT_CODES.notTrusted;
  return brokenBy(run, baseline).length === 0 ? EXIT_CODES.passed : EXIT_CODES.broken;
}
