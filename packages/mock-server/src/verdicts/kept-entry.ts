import type { JournalEntry } from '../journal.js';
import { fieldsOf } from './entry-reading.js';

/**
 * What facts keep of an entry: only the data that rules read later. The whole entry, with its text on the wire, would take
 * memory as long as the stream exists.
 */
export type KeptEntry = Pick<JournalEntry, 'seq' | 'atMs' | 'type' | 'detail'>;

/** Fields of the data that rules read later. */
const KEPT_FIELDS = ['reason', 'lost', 'by', 'code', 'media_type'] as const;

/** Returns what facts keep of an entry. */
export function keptEntry({ seq, atMs, type, detail }: JournalEntry): KeptEntry {
  const kept: { [key: string]: unknown } = {};
  for (const field of KEPT_FIELDS) if (detail[field] !== undefined) kept[field] = detail[field];
  const { video } = fieldsOf(detail['params']);
  if (video !== undefined) kept['params'] = { video };
  return { seq, atMs, type, detail: kept };
}
