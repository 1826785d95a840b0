import type { Logger, LogLevel } from '../log.js';
import type { Severity, Verdict } from './verdict.js';

const LEVELS: { readonly [severity in Severity]: LogLevel } = {
  error: 'warn',
  warning: 'warn',
  note: 'info',
};

/** Returns a function that logs a verdict about the app of a stream. */
export function verdictLog(logger: Logger): (verdict: Verdict, streamId: string | undefined) => void {
  return (verdict, streamId) => {
    const { rule, severity, message, would, fix } = verdict;
    logger.log(LEVELS[severity], `Verdict: ${message} ${would} ${fix}`, { streamId, rule, severity });
  };
}
