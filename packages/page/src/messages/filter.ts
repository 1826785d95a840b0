import type { JournalEntry } from '../api/bodies.js';

/** Filter of the shown entries. Empty fields match everything. */
export interface EntryFilter {
  readonly kind: JournalEntry['kind'] | '';
  readonly direction: 'sent' | 'received' | '';
  readonly socket: 'signaling' | 'media' | '';
  /** Stream id. */
  readonly stream: string;
  /** Words that all occur somewhere in the entry, in any case. */
  readonly search: string;
}

/** A filter that matches everything. */
export const NO_FILTER: EntryFilter = { kind: '', direction: '', socket: '', stream: '', search: '' };

/** Returns the test of a filter. Entries without a stream match every stream. */
export function matcher(filter: EntryFilter): (entry: JournalEntry) => boolean {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return (entry) =>
    (filter.kind === '' || entry.kind === filter.kind) &&
    (filter.direction === '' || entry.direction === filter.direction) &&
    (filter.socket === '' || entry.socket === filter.socket) &&
    (filter.stream === '' || entry.streamId === undefined || entry.streamId === filter.stream) &&
    words.every((word) => contains(entry, word));
}

/** Cheap fields first: the data of an entry is turned into text only where they do not match. */
function contains(entry: JournalEntry, word: string): boolean {
  if (entry.type.toLowerCase().includes(word)) return true;
  if (entry.connectionId?.toLowerCase().includes(word) === true) return true;
  if (entry.streamId?.toLowerCase().includes(word) === true) return true;
  if (entry.wire?.toLowerCase().includes(word) === true) return true;
  return JSON.stringify(entry.detail).toLowerCase().includes(word);
}
