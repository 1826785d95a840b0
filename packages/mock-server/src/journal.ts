import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { Milliseconds, UnixMilliseconds } from './units.js';

/** What kind of thing happened. */
export type JournalKind = 'message' | 'connection' | 'state' | 'webhook' | 'fault' | 'note';

/** Facts about an entry, as plain JSON. Secrets and signatures are cut, media is left out. */
export interface JournalDetail {
  readonly [key: string]: unknown;
}

/** One thing that happened. */
export interface JournalEntry {
  /**
   * 1, 2, 3, … without gaps.
   *
   * @minimum 1
   * @TJS-type integer
   */
  readonly seq: number;
  /** Milliseconds since the server started; never goes back. */
  readonly atMs: Milliseconds;
  /** Unix milliseconds. */
  readonly unixMs: UnixMilliseconds;
  readonly kind: JournalKind;
  /** Seen from the server. Only for messages and webhooks. */
  readonly direction?: 'sent' | 'received';
  /** Absent for what a socket does before it has named a stream that there is; `opened` is always such. */
  readonly streamId?: string;
  readonly socket?: 'signaling' | 'media';
  readonly connectionId?: string;
  /** Message type name, new state, webhook event, fault name. */
  readonly type: string;
  readonly detail: JournalDetail;
}

/** What {@link JournalRecorder.record} takes; the journal adds `seq` and both times. */
export type JournalRecord = Omit<JournalEntry, 'seq' | 'atMs' | 'unixMs' | 'detail'> & {
  readonly detail?: JournalDetail;
};

/** Which entries are meant. All given fields must match. */
export interface JournalFilter {
  readonly kind?: JournalKind;
  readonly direction?: 'sent' | 'received';
  readonly streamId?: string;
  readonly socket?: 'signaling' | 'media';
  readonly connectionId?: string;
  readonly type?: string;
  /** Only entries with a greater `seq`. */
  readonly after?: number;
}

const FILTER_KEYS = ['kind', 'direction', 'streamId', 'socket', 'connectionId', 'type'] as const;

/** Does an entry match? */
export function matches(entry: JournalEntry, filter: JournalFilter): boolean {
  if (filter.after !== undefined && entry.seq <= filter.after) return false;
  return FILTER_KEYS.every((key) => filter[key] === undefined || entry[key] === filter[key]);
}

/**
 * The ordered record of every message, connection, state change, webhook and fault. The page, the HTTP API, `/logs`
 * and test assertions all read it. Of media it holds only the first frame of each kind on a connection; the counters
 * of a connection have the rest.
 */
export interface Journal {
  /** Number of the newest entry; 0 while there is none. */
  readonly lastSeq: number;
  /** Entries that match `filter`, oldest first. Without a filter: all that are still kept. */
  find(filter?: JournalFilter): JournalEntry[];
  /** Calls `listener` with every entry from now on. Returns a function that ends this. */
  subscribe(listener: (entry: JournalEntry) => void): Cancel;
}

/** The journal of one server, written by its parts. */
export class JournalRecorder implements Journal {
  readonly #clock: Clock;
  readonly #capacity: number;
  readonly #entries: JournalEntry[] = [];
  readonly #listeners = new Set<(entry: JournalEntry) => void>();
  #seq = 0;
  /** What waits for {@link recordAction}. */
  #held: JournalRecord[] | undefined;

  /** `capacity`: how many entries are kept; older ones go. Default 20 000. */
  constructor(clock: Clock, capacity = 20_000) {
    this.#clock = clock;
    this.#capacity = capacity;
  }

  record(record: JournalRecord): void {
    if (this.#held) {
      this.#held.push(record);
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
   * Does something that is recorded before all that comes of it at once, and not at all when it throws: whoever
   * waits for it must not be told of what never happened.
   */
  recordAction<T>(record: JournalRecord, act: () => T): T {
    const outer = this.#held;
    const held: JournalRecord[] = [];
    this.#held = held;
    let isDone = false;
    try {
      const result = act();
      isDone = true;
      return result;
    } finally {
      this.#held = outer;
      if (isDone) this.record(record);
      for (const one of held) this.record(one);
    }
  }

  /** Entries that match, oldest first. */
  find(filter: JournalFilter = {}): JournalEntry[] {
    return this.#entries.filter((entry) => matches(entry, filter));
  }

  /** Number of the newest entry, 0 when there is none. */
  get lastSeq(): number {
    return this.#seq;
  }

  /** Called with every entry from now on. */
  subscribe(listener: (entry: JournalEntry) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
