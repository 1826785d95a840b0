import { computed, effect, signal } from '@preact/signals';
import type { DialectName } from '@rtms-mock/protocol';
import type { JournalEntry, JournalPage } from '../api/bodies.js';
import { read } from '../api/http.js';
import { keepOpen, type Link } from '../api/live-socket.js';
import { BoundedStore } from './bounded-store.js';
import { readCassette } from './cassette.js';
import { matcher, NO_FILTER, type EntryFilter } from './filter.js';

/** Max number of entries that the page keeps, whatever the server keeps. */
export const MAX_ENTRIES = 100_000;

/** An entry with a number of the page's own, which increases even if the server is started anew. */
export interface Kept {
  readonly key: number;
  readonly entry: JournalEntry;
}

const store = new BoundedStore<Kept>(MAX_ENTRIES);
let lastKey = 0;
/** Entries that match the filter. Changed in place: {@link revision} says when. */
let rows: Kept[] = [];

/** Filter of the shown entries. */
export const filter = signal<EntryFilter>(NO_FILTER);
/** Changes whenever rows changed; at most once per frame. */
export const revision = signal(0);
/** While paused, new entries are kept but not shown. */
export const isPaused = signal(false);
/** Number of entries that came since the pause. */
export const unseen = signal(0);
/** True after the server was started anew under the page. */
export const restarts = signal(0);

/** A cassette whose entries are shown in place of those of the server. */
export interface ImportedCassette {
  /** Name of the file. */
  readonly name: string;
  readonly generation: DialectName;
  readonly kept: readonly Kept[];
}

/** The cassette that is shown; `undefined` for the journal of the server. */
export const imported = signal<ImportedCassette | undefined>(undefined);

let accepts = matcher(NO_FILTER);
let lastSeq = 0;
let pendingRows: Kept[] = [];
let isScheduled = false;

/** The rows to show, oldest first. Read {@link revision} to be notified of changes. */
export function shownRows(): readonly Kept[] {
  return rows;
}

/** Number of kept entries, for the caption. */
export const keptCount = computed(() => {
  void revision.value;
  return (imported.value?.kept ?? store.items).length;
});

effect(() => {
  accepts = matcher(filter.value);
  rows = (imported.value?.kept ?? store.items).filter(({ entry }) => accepts(entry));
  pendingRows = [];
  unseen.value = 0;
  revision.value = revision.peek() + 1;
});

effect(() => {
  if (isPaused.value) return;
  schedule();
});

/** Removes all entries from the page; the server keeps its own. */
export function clearEntries(): void {
  store.clear();
  rows = [];
  pendingRows = [];
  unseen.value = 0;
  revision.value += 1;
}

/** Shows the entries of a cassette. Those of the server are kept meanwhile. */
export async function importCassette(file: File): Promise<readonly string[]> {
  const { generation, entries, notes } = await readCassette(file, MAX_ENTRIES);
  imported.value = { name: file.name, generation, kept: entries.map(keptOf) };
  return notes;
}

function keptOf(entry: JournalEntry): Kept {
  lastKey += 1;
  return { key: lastKey, entry };
}

/** Adds entries, oldest first. */
export function addEntries(entries: readonly JournalEntry[]): void {
  const kept = entries.map(keptOf);
  store.push(kept);
  // They are filtered when the cassette is closed.
  if (imported.peek() !== undefined) return;
  for (const one of kept) if (accepts(one.entry)) pendingRows.push(one);
  schedule();
}

/** Time between updates of a hidden tab, in milliseconds. */
const HIDDEN_DELAY_MS = 500;

/** Shows what came, once per frame; a hidden tab has no frames and catches up when it is shown. */
function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  if (document.visibilityState === 'visible') requestAnimationFrame(show);
  else setTimeout(show, HIDDEN_DELAY_MS);
}

function show(): void {
  isScheduled = false;
  if (imported.peek() !== undefined) return;
  if (isPaused.peek()) {
    unseen.value = pendingRows.length;
    return;
  }
  for (const entry of pendingRows) rows.push(entry);
  pendingRows = [];
  unseen.value = 0;
  const oldest = store.items[0]?.key ?? 0;
  // Rows that the store does not keep any more go too.
  if ((rows[0]?.key ?? oldest) < oldest) rows = rows.filter(({ key }) => key >= oldest);
  revision.value += 1;
}

/** Called with each new entry, for other parts of the page. */
const listeners = new Set<(entry: JournalEntry) => void>();

/** Calls a function with each new entry. Returns a function that ends this. */
export function onEntry(listener: (entry: JournalEntry) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Entries that arrived out of order while a gap is being filled. */
let waiting: JournalEntry[] | undefined;

function receive(entry: JournalEntry): void {
  if (waiting !== undefined) {
    waiting.push(entry);
    return;
  }
  if (entry.seq <= lastSeq) {
    if (isKnown(entry)) return;
    // The server was started anew: its journal begins at 1 again.
    restarts.value += 1;
    lastSeq = entry.seq - 1;
  }
  // The server leaves entries out for a page that reads too slowly: the API has them.
  if (entry.seq > lastSeq + 1 && lastSeq > 0) {
    void fillGap(entry);
    return;
  }
  accept(entry);
}

function accept(entry: JournalEntry): void {
  lastSeq = entry.seq;
  addEntries([entry]);
  for (const listener of listeners) listener(entry);
}

function isKnown(entry: JournalEntry): boolean {
  const newest = store.items.at(-1)?.entry;
  if (newest === undefined) return true;
  const known = store.items[store.items.length - 1 - (newest.seq - entry.seq)]?.entry;
  return known?.seq === entry.seq ? known.unixMs === entry.unixMs : entry.unixMs <= newest.unixMs;
}

async function fillGap(newest: JournalEntry): Promise<void> {
  waiting = [newest];
  let missing: readonly JournalEntry[] = [];
  try {
    missing = (await read<JournalPage>(`api/journal?after=${lastSeq}`)).entries;
  } catch {
    // Without the missing entries the page shows what it has; the numbers show the gap.
  }
  const queued = waiting;
  waiting = undefined;
  for (const entry of missing) if (entry.seq > lastSeq) accept(entry);
  for (const entry of queued) if (entry.seq > lastSeq) accept(entry);
}

let link: Link | undefined;

/** Follows the journal of the server, now and after every interruption. */
export function followJournal(): Link {
  link ??= keepOpen('logs', {
    received: (data) => {
      if (typeof data === 'string') receive(JSON.parse(data) as JournalEntry);
    },
  });
  return link;
}
