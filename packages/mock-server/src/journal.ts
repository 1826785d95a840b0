import type { Cancel, Clock } from '@rtms-mock/protocol';
import { boundedDetail, DETAIL_LIMITS } from './journal-detail.js';
import { JournalStore } from './journal-store.js';
import type { JOURNAL_KINDS } from './journal-types.js';
import { shownWire } from './journal-wire.js';
import type { Milliseconds, UnixMilliseconds } from './units.js';

/**
 * Kind of a journal entry: a message, a change of a connection or of a stream's state, a webhook, a performed fault, or a
 * note of the server.
 */
export type JournalKind = (typeof JOURNAL_KINDS)[number];

/** Data of an entry, as plain JSON. Secrets and signatures are shortened, media is left out. */
export interface JournalDetail {
  /** A value by its name: for messages, the fields of the message. */
  readonly [key: string]: unknown;
}

/** One entry of the journal. */
export interface JournalEntry {
  /**
   * Sequence number: 1, 2, 3, … without gaps. Of several processes: increasing with time, with gaps.
   *
   * @minimum 1
   * @TJS-type integer
   */
  readonly seq: number;
  /** Monotonic time since the server started, in milliseconds. */
  readonly atMs: Milliseconds;
  /** Unix time, in milliseconds. */
  readonly unixMs: UnixMilliseconds;
  /** Kind of the entry. */
  readonly kind: JournalKind;
  /** Direction as seen from the server. Only for messages and webhooks. */
  readonly direction?: 'sent' | 'received';
  /** Absent while the socket has not named an existing stream, and for `opened`. */
  readonly streamId?: string;
  /** Kind of the socket, for entries about a connection. */
  readonly socket?: 'signaling' | 'media';
  /** Id of the connection, as in `ConnectionView`. */
  readonly connectionId?: string;
  /** Name of the message type, new state, webhook event or fault. */
  readonly type: string;
  /** Data of the entry; empty if there is none. */
  readonly detail: JournalDetail;
  /**
   * Only for messages and webhooks: the text as sent or received, of webhooks the HTTP body, with its own names, order
   * and white space. Signatures, tokens and keys are masked to their last four characters, media and long strings are
   * shortened to their beginning and their length. Cut after 4,096 characters. A cut text is no JSON.
   */
  readonly wire?: string;
  /** The message was in a binary frame. Absent for messages in text frames. */
  readonly frame?: 'binary';
}

/**
 * Input of {@link JournalRecorder.record}; the journal adds `seq` and both times. `wire`: the whole text, which the journal
 * masks and shortens.
 */
export type JournalRecord = Omit<JournalEntry, 'seq' | 'atMs' | 'unixMs' | 'detail'> & {
  readonly detail?: JournalDetail;
};

/** Filter of journal entries. An entry matches if all given fields match. */
export interface JournalFilter {
  /** Kind of the entry. */
  readonly kind?: JournalKind;
  /** Direction as seen from the server. */
  readonly direction?: 'sent' | 'received';
  /** Stream of the entry. */
  readonly streamId?: string;
  /** Kind of the socket. */
  readonly socket?: 'signaling' | 'media';
  /** Id of the connection. */
  readonly connectionId?: string;
  /** Name of the message type, new state, webhook event or fault. */
  readonly type?: string;
  /** Only entries with a greater `seq`. */
  readonly after?: number;
}

const FILTER_KEYS = ['kind', 'direction', 'streamId', 'socket', 'connectionId', 'type'] as const;

/** Returns true if an entry matches a filter. */
export function matches(entry: JournalEntry, filter: JournalFilter): boolean {
  if (filter.after !== undefined && entry.seq <= filter.after) return false;
  return FILTER_KEYS.every((key) => filter[key] === undefined || entry[key] === filter[key]);
}

/**
 * Ordered record of all messages, connections, state changes, webhooks and faults. The control page, the HTTP API,
 * `/logs` and test assertions read it. Of media it contains only the first frame of each type on a connection; the
 * counters of the stream contain the rest.
 */
export interface Journal {
  /** `seq` of the newest entry; 0 while there is none. */
  readonly lastSeq: number;
  /** Number of entries that this process has recorded so far, those that are no longer kept included. */
  readonly recordedEntries: number;
  /** Returns the entries that match `filter`, oldest first. Without a filter: all entries that are still kept. */
  find(filter?: JournalFilter): JournalEntry[];
  /** Iterates over the entries that {@link find} returns. Long journals are unpacked bit by bit, as far as they are read. */
  read(filter?: JournalFilter): Iterable<JournalEntry>;
  /** Returns the newest entries that match `filter`, at most `count`, oldest first. */
  newest(count: number, filter?: JournalFilter): JournalEntry[];
  /** Calls `listener` with every new entry. Returns a function that unsubscribes. */
  subscribe(listener: (entry: JournalEntry) => void): Cancel;
}

/** Returns the oldest entry that matches `filter` and passes `test`; `undefined` if there is none. Reads no further. */
export function firstEntry(
  journal: Pick<Journal, 'read'>,
  filter: JournalFilter,
  test: (entry: JournalEntry) => boolean = () => true,
): JournalEntry | undefined {
  for (const entry of journal.read(filter)) if (test(entry)) return entry;
  return undefined;
}

/** Limits of what a journal keeps, and its numbers. Older entries are removed. */
export interface JournalLimits {
  /**
   * Number of entries.
   *
   * @default 20000
   */
  readonly maxEntries?: number;
  /**
   * Size of all entries, in characters.
   *
   * @default 33554432
   */
  readonly maxSize?: number;
  /**
   * Returns the number of the entry that follows the one with number `previous`.
   *
   * @default `previous` + 1
   */
  readonly nextSeq?: (previous: number) => number;
}

const DEFAULT_MAX_ENTRIES = 20_000;
const DEFAULT_MAX_SIZE = 32 * 1024 * 1024;

/** Size of an entry without its data, in characters. */
const ENTRY_SIZE = 200;

/** Journal of one server, with the methods that write it. */
export class JournalRecorder implements Journal {
  readonly #clock: Clock;
  readonly #nextSeq: (previous: number) => number;
  readonly #kept: JournalStore<JournalEntry>;
  readonly #listeners = new Set<(entry: JournalEntry) => void>();
  #seq = 0;
  #recordedEntries = 0;
  /** Entries that wait until {@link recordAction} has recorded its own. */
  #pending: JournalRecord[] | undefined;

  constructor(clock: Clock, limits: JournalLimits = {}) {
    this.#clock = clock;
    this.#kept = new JournalStore(
      limits.maxEntries ?? DEFAULT_MAX_ENTRIES,
      limits.maxSize ?? DEFAULT_MAX_SIZE,
    );
    this.#nextSeq = limits.nextSeq ?? ((previous) => previous + 1);
  }

  /** Adds an entry and notifies subscribers. */
  record(record: JournalRecord): void {
    if (this.#pending) {
      this.#pending.push(record);
      return;
    }
    const wire = record.wire === undefined ? undefined : shownWire(record.wire);
    const wireSize = wire?.length ?? 0;
    const { detail, size } = boundedDetail(record.detail ?? {}, DETAIL_LIMITS.characters - wireSize);
    this.#seq = this.#nextSeq(this.#seq);
    this.#recordedEntries += 1;
    const entry: JournalEntry = {
      seq: this.#seq,
      atMs: this.#clock.now(),
      unixMs: this.#clock.unixMs(),
      ...record,
      detail,
      ...(wire !== undefined && { wire }),
    };
    this.#add(entry, size + wireSize + ENTRY_SIZE);
  }

  /** Adds an entry of another process as it is, and notifies subscribers. */
  relay(entry: JournalEntry): void {
    this.#seq = Math.max(this.#seq, entry.seq);
    this.#add(entry, JSON.stringify(entry).length + ENTRY_SIZE);
  }

  #add(entry: JournalEntry, size: number): void {
    this.#kept.add(entry, size);
    for (const listener of this.#listeners) listener(entry);
  }

  /** Removes all entries. Numbers of later entries continue. */
  clear(): void {
    this.#kept.clear();
  }

  /**
   * Runs `act` and records `record` before the entries that `act` itself causes synchronously. Records only those if
   * `act` throws: a test that waits for `record` must not see an action that failed.
   */
  recordAction<T>(record: JournalRecord, act: () => T): T {
    const outer = this.#pending;
    const pending: JournalRecord[] = [];
    this.#pending = pending;
    let succeeded = false;
    try {
      const result = act();
      succeeded = true;
      return result;
    } finally {
      this.#pending = outer;
      if (succeeded) this.record(record);
      for (const caused of pending) this.record(caused);
    }
  }

  /** Returns the entries that match, oldest first. */
  find(filter: JournalFilter = {}): JournalEntry[] {
    return [...this.read(filter)];
  }

  /** Iterates over the entries that match, oldest first. */
  *read(filter: JournalFilter = {}): Generator<JournalEntry> {
    for (const entry of this.#kept.candidates(filter)) if (matches(entry, filter)) yield entry;
  }

  /** Returns the newest entries that match, oldest first. */
  newest(count: number, filter: JournalFilter = {}): JournalEntry[] {
    const newest: JournalEntry[] = [];
    for (const entry of this.#kept.candidatesBackwards(filter)) {
      if (newest.length >= count) break;
      if (matches(entry, filter)) newest.push(entry);
    }
    return newest.toReversed();
  }

  /** `seq` of the newest entry; 0 while there is none. */
  get lastSeq(): number {
    return this.#seq;
  }

  /** Number of entries that this process has recorded so far, those that are no longer kept included. */
  get recordedEntries(): number {
    return this.#recordedEntries;
  }

  /** Calls `listener` with every new entry. Returns a function that unsubscribes. */
  subscribe(listener: (entry: JournalEntry) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
