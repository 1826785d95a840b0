import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { Milliseconds, UnixMilliseconds } from './units.js';

/**
 * Kind of a journal entry: a message, a change of a connection or of a stream's state, a webhook, a performed fault, or a
 * note of the server.
 */
export type JournalKind = 'message' | 'connection' | 'state' | 'webhook' | 'fault' | 'note';

/** Data of an entry, as plain JSON. Secrets and signatures are shortened, media is left out. */
export interface JournalDetail {
  /** A value by its name: for messages, the fields of the message. */
  readonly [key: string]: unknown;
}

/** One entry of the journal. */
export interface JournalEntry {
  /**
   * Sequence number: 1, 2, 3, … without gaps.
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
}

/** Input of {@link JournalRecorder.record}; the journal adds `seq` and both times. */
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
  /** Returns the entries that match `filter`, oldest first. Without a filter: all entries that are still kept. */
  find(filter?: JournalFilter): JournalEntry[];
  /** Calls `listener` with every new entry. Returns a function that unsubscribes. */
  subscribe(listener: (entry: JournalEntry) => void): Cancel;
}

/** Journal of one server, with the methods that write it. */
export class JournalRecorder implements Journal {
  readonly #clock: Clock;
  readonly #capacity: number;
  readonly #entries: JournalEntry[] = [];
  readonly #listeners = new Set<(entry: JournalEntry) => void>();
  #seq = 0;
  /** Entries that wait until {@link recordAction} has recorded its own. */
  #pending: JournalRecord[] | undefined;

  /** `capacity`: number of entries that are kept; older ones are removed. Default 20,000. */
  constructor(clock: Clock, capacity = 20_000) {
    this.#clock = clock;
    this.#capacity = capacity;
  }

  /** Adds an entry and notifies subscribers. */
  record(record: JournalRecord): void {
    if (this.#pending) {
      this.#pending.push(record);
      return;
    }
    const entry: JournalEntry = {
      seq: ++this.#seq,
      atMs: this.#clock.now(),
      unixMs: this.#clock.unixMs(),
      ...record,
      detail: record.detail ?? {},
    };
    this.#entries.push(entry);
    if (this.#entries.length > this.#capacity * 1.25) {
      this.#entries.splice(0, this.#entries.length - this.#capacity);
    }
    for (const listener of this.#listeners) listener(entry);
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
    return this.#entries.filter((entry) => matches(entry, filter));
  }

  /** `seq` of the newest entry; 0 while there is none. */
  get lastSeq(): number {
    return this.#seq;
  }

  /** Calls `listener` with every new entry. Returns a function that unsubscribes. */
  subscribe(listener: (entry: JournalEntry) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
