import type { JournalEntry } from '../journal.js';
import type { Logger, LogLevel } from '../log.js';
import type { Severity, Verdict } from './verdict.js';

const LEVELS: { readonly [severity in Severity]: LogLevel } = {
  error: 'warn',
  warning: 'warn',
  note: 'info',
};

/** Entries whose explanation the log has already: refused messages, and the validation of webhook URLs. */
const LOGGED_ALREADY: ReadonlySet<string> = new Set(['refused', 'endpoint.url_validation']);

/** Returns a function that logs a verdict about the app of a stream, without an explanation that the log has already. */
export function verdictLog(
  logger: Logger,
): (verdict: Verdict, streamId: string | undefined, entry: JournalEntry) => void {
  return ({ rule, severity, message, would, fix }, streamId, { type }) => {
    const sentences = LOGGED_ALREADY.has(type) ? [would, fix] : [message, would, fix];
    logger.log(LEVELS[severity], `Verdict ${rule}: ${sentences.join(' ')}`, { streamId, rule, severity });
  };
}
