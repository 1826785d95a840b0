import type { Message } from '@rtms-mock/protocol';
import type { JournalDetail } from './journal.js';
import { redact } from './log.js';

const SECRET_KEYS = new Set(['signature', 'encryptedToken', 'client_secret', 'access_token']);

/** Longer strings are shortened in the journal, in characters. */
const MAX_STRING_LENGTH = 2000;

/**
 * Returns a message or body as it is kept in the journal: secrets and signatures shortened to their last four
 * characters, strings above 2,000 characters (media) to their first 60.
 */
export function journalDetail(message: Message | object): JournalDetail {
  return redactValue(message) as JournalDetail;
}

function redactValue(value: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    if (SECRET_KEYS.has(key)) return redact(value);
    return value.length > MAX_STRING_LENGTH ? `${value.slice(0, 60)}… (${value.length} characters)` : value;
  }
  if (Array.isArray(value)) return value.map((item) => redactValue(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, redactValue(inner, name)]));
}
