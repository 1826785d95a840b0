import type { JournalEntry } from '../journal.js';
import { fieldsOf } from './entry-reading.js';

/**
 * Part of an entry that facts keep: only the data that rules read later. The whole entry, with its text on the wire, would
 * take memory as long as the stream exists.
 */
export type KeptEntry = Pick<JournalEntry, 'seq' | 'atMs' | 'type' | 'detail'>;

/** Fields of the data that rules read later. */
const KEPT_FIELDS = ['reason', 'lost', 'by', 'code', 'media_type'] as const;

/** Data of an entry of which nothing is kept. */
const NOTHING: KeptEntry['detail'] = {};

/** Returns what facts keep of an entry. */
export function keptEntry({ seq, atMs, type, detail }: JournalEntry): KeptEntry {
  return { seq, atMs, type, detail: keptDetail(detail) };
}

function keptDetail(detail: KeptEntry['detail']): KeptEntry['detail'] {
  const fields = KEPT_FIELDS.filter((field) => detail[field] !== undefined);
  const { video } = fieldsOf(detail['params']);
  if (fields.length === 0 && video === undefined) return NOTHING;
  const kept = Object.fromEntries(fields.map((field) => [field, detail[field]]));
  return video === undefined ? kept : { ...kept, params: { video } };
}
