import { SEVERITIES, type Severity, type Verdict } from '../verdicts/verdict.js';

/** The part of a `MockMeeting` that matchers read. */
export interface JudgedMeeting {
  /** Verdicts that are at least this serious. */
  problems(severity?: Severity): readonly Verdict[];
}

/** Outcome of a matcher, as vitest and jest read it. */
export interface MatcherOutcome {
  /** True if the expectation is met. */
  readonly pass: boolean;
  /** Text of the failure. */
  readonly message: () => string;
}

/**
 * Types of {@link matchers}, for the `Matchers` of vitest or jest: `declare module 'vitest' { interface Matchers<T> extends
 * RtmsMockMatchers<void> {} }`.
 */
export interface RtmsMockMatchers<R = void> {
  /**
   * The app has broken no rule of the protocol.
   *
   * @param severity `warning` includes what works by luck, `note` everything. By default `error`: what the real service
   *   would have refused, closed or repeated
   */
  toHaveNoProblems(severity?: Severity): R;
  /** The app has broken the rule with this id, such as `webhook-late`. */
  toHaveProblem(rule: string): R;
}

/** Matchers for `expect.extend` of vitest and jest: `expect(meeting).toHaveNoProblems()`. */
export const matchers = {
  toHaveNoProblems(received: unknown, severity: Severity = 'error'): MatcherOutcome {
    if (!SEVERITIES.includes(severity)) {
      throw new TypeError(
        `The severity must be one of ${SEVERITIES.join(', ')}, found ${JSON.stringify(severity)}`,
      );
    }
    const problems = problemsOf(received, severity);
    return {
      pass: problems.length === 0,
      message: () =>
        problems.length > 0
          ? `expected no problems, found ${problems.length}:\n${describeVerdicts(problems)}`
          : `expected a problem of severity ${severity} or more, found none`,
    };
  },
  toHaveProblem(received: unknown, rule: string): MatcherOutcome {
    const problems = problemsOf(received, 'note');
    const found = problems.filter((verdict) => verdict.rule === rule);
    return {
      pass: found.length > 0,
      message: () => {
        if (found.length > 0) return `expected no problem ${rule}, found:\n${describeVerdicts(found)}`;
        const others = problems.length === 0 ? 'none' : problems.map((verdict) => verdict.rule).join(', ');
        return `expected the problem ${rule}, found ${others}`;
      },
    };
  },
};

/** Verdicts as text for people, with the remedy of each. */
export function describeVerdicts(verdicts: readonly Verdict[]): string {
  return verdicts
    .map(({ rule, severity, message, would, fix, source }) =>
      [
        `- ${rule} (${severity}): ${message}`,
        `  the real service: ${would}`,
        `  remedy: ${fix}`,
        `  source: ${source}`,
      ].join('\n'),
    )
    .join('\n');
}

function problemsOf(received: unknown, severity: Severity): readonly Verdict[] {
  if (isJudged(received)) return received.problems(severity);
  throw new TypeError('The matcher expects a meeting: what server.startMeeting() resolves with');
}

function isJudged(value: unknown): value is JudgedMeeting {
  return (
    typeof value === 'object' && value !== null && 'problems' in value && typeof value.problems === 'function'
  );
}
