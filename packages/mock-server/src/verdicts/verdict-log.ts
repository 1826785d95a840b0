import type { JournalEntry } from '../journal.js';
import type { Logger, LogLevel } from '../log.js';
import type { Severity, Verdict } from './verdict.js';

const LEVELS: { readonly [severity in Severity]: LogLevel } = {
  error: 'warn',
  warning: 'warn',
  note: 'info',
};

/**
 * Returns a function that logs a verdict about the app of a stream. The explanation of a refused message, which the log
 * has already, is left out.
 */
export function verdictLog(
  logger: Logger,
): (verdict: Verdict, streamId: string | undefined, entry: JournalEntry) => void {
  return ({ rule, severity, message, would, fix }, streamId, { type }) => {
    const sentences = type === 'refused' ? [would, fix] : [message, would, fix];
    logger.log(LEVELS[severity], `Verdict ${rule}: ${sentences.join(' ')}`, { streamId, rule, severity });
  };
}
