/** Severities of verdicts, most serious first. */
export const SEVERITIES = ['error', 'warning', 'note'] as const;

/**
 * Severity of a verdict. `error`: the real service of today would have refused, closed or repeated something, or would
 * have sent nothing. `warning`: it works by luck. `note`: legal, but unusual.
 */
export type Severity = (typeof SEVERITIES)[number];

/** A mistake of an app: the real service of today, 2026, would not have accepted it, or only by luck. */
export interface Verdict {
  /** Id of the rule, such as `ready-ack-missing`. docs/verdicts.md lists all rules. */
  readonly rule: string;
  /** Severity of the rule. */
  readonly severity: Severity;
  /** One sentence: what the app did, with the values that were found. */
  readonly message: string;
  /** `seq` of the journal entries that show it, oldest first: the first occurrences, at most ten. */
  readonly evidence: readonly number[];
  /** One sentence: what the real service would have done. */
  readonly would: string;
  /** One sentence: what to change in the app. */
  readonly fix: string;
  /** Section of PROTOCOL.md, such as `PROTOCOL.md §8.2`, or the address of a public page. */
  readonly source: string;
  /** True if the rule measures time: not trustworthy if the mock itself was late. */
  readonly timed: boolean;
}

/** Returns the verdicts of this severity and of more serious ones, in their order. */
export function ofSeverity(verdicts: readonly Verdict[], least: Severity = 'note'): readonly Verdict[] {
  const limit = SEVERITIES.indexOf(least);
  return verdicts.filter(({ severity }) => SEVERITIES.indexOf(severity) <= limit);
}
