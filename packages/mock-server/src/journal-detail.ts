import type { Message } from '@rtms-mock/protocol';
import type { JournalDetail } from './journal.js';
import { redact } from './log.js';

const SECRET_KEYS = new Set(['signature', 'encryptedToken', 'client_secret', 'access_token']);
const LONGEST_TEXT = 2000;

/** A message or body as the journal shows it: signatures cut to their last four characters, media left out. */
export function journalDetail(message: Message | object): JournalDetail {
  return shown(message) as JournalDetail;
}

function shown(value: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    if (SECRET_KEYS.has(key)) return redact(value);
    return value.length > LONGEST_TEXT ? `${value.slice(0, 60)}… (${value.length} characters)` : value;
  }
  if (Array.isArray(value)) return value.map((item) => shown(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shown(inner, name)]));
}
