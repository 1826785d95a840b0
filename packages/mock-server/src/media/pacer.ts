import type { Cancel, Clock } from '@rtms-mock/protocol';

/** Something that has to happen again and again at times of its own. */
export interface Lane {
  /** Clock time at which `run` is due next; `Infinity` when nothing is left to do. */
  dueMs: number;
  /** Does what is due and moves `dueMs` forward. */
  run(nowMs: number): void;
}

/** How a lane runs. */
export interface LaneOptions {
  /** The lane, or what it asked for with {@link Pacer.afterGroup}, threw: it is not run again; the others go on. */
  readonly onFailure: (error: unknown) => void;
  /** Lanes of one group that are due together run one after the other: see {@link Pacer.newGroup}. */
  readonly group: number;
}

/** Sends what the lanes of a group have made. */
export interface GroupEnd {
  flush(): void;
}

interface Entry extends LaneOptions {
  readonly lane: Lane;
  removed: boolean;
}

/** How far ahead of a deadline the pacer may act, so that neighbours share one wake-up. In milliseconds. */
export const SLACK_MS = 0.5;

/**
 * When a frame is due: one scheduler for all streams. Deadlines are absolute, so lateness never adds
 * up; one timer waits for the earliest of them. Packets of many meetings fall due at the same moment,
 * so lanes are kept by moment, and only moments are sorted.
 *
 * What one connection is sent at a moment is made and written before the next connection's turn comes: with
 * hundreds of them, the processor would otherwise have forgotten one by the time that it is written to.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #lanes = new Map<number, Entry[]>();
  /** The keys of `#lanes`, as a binary heap with the earliest first. */
  readonly #moments: number[] = [];
  #groups = 0;
  /** Whom to call when the lanes of this group that are due have run. */
  #afterGroup: GroupEnd | undefined;
  #timer: { readonly dueMs: number; readonly cancel: Cancel } | undefined;
  #inTurn = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A number for lanes that belong together, because they write to the same connection. */
  newGroup(): number {
    this.#groups += 1;
    return this.#groups;
  }

  /** Runs the lane from its first deadline on, until cancelled. */
  add(lane: Lane, { onFailure, group }: LaneOptions): Cancel {
    const entry: Entry = { lane, onFailure, group, removed: false };
    this.#put(entry);
    this.#schedule();
    return () => {
      entry.removed = true;
    };
  }

  /** Calls once when all lanes of the running group that are due have run; at once when nothing is running. */
  afterGroup(end: GroupEnd): void {
    if (!this.#inTurn) return end.flush();
    if (this.#afterGroup !== end) this.#finishGroup();
    this.#afterGroup = end;
  }

  #finishGroup(): void {
    const end = this.#afterGroup;
    this.#afterGroup = undefined;
    end?.flush();
  }

  /** Stops everything. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#moments.length = 0;
    this.#lanes.clear();
  }

  #schedule(): void {
    const dueMs = this.#moments[0];
    if (dueMs === undefined) return;
    if (this.#timer && this.#timer.dueMs <= dueMs) return;
    this.#timer?.cancel();
    this.#timer = { dueMs, cancel: this.#clock.after(dueMs - this.#clock.now(), () => this.#wake()) };
  }

  #wake(): void {
    this.#timer = undefined;
    this.#inTurn = true;
    const nowMs = this.#clock.now();
    for (;;) {
      const momentMs = this.#moments[0];
      if (momentMs === undefined || momentMs > nowMs + SLACK_MS) break;
      popEarliest(this.#moments);
      const entries = this.#lanes.get(momentMs) ?? [];
      this.#lanes.delete(momentMs);
      this.#runAll(entries, Math.max(nowMs, momentMs));
    }
    this.#inTurn = false;
    this.#schedule();
  }

  #runAll(entries: Entry[], nowMs: number): void {
    let before: Entry | undefined;
    for (const entry of entries.sort(byGroup)) {
      if (before && before.group !== entry.group) this.#finishGroupOf(before);
      this.#run(entry, nowMs);
      before = entry;
    }
    if (before) this.#finishGroupOf(before);
  }

  #run(entry: Entry, nowMs: number): void {
    if (entry.removed) return;
    try {
      entry.lane.run(nowMs);
    } catch (error) {
      fail(entry, error);
    }
    if (!entry.removed) this.#put(entry);
  }

  #finishGroupOf(entry: Entry): void {
    try {
      this.#finishGroup();
    } catch (error) {
      fail(entry, error);
    }
  }

  #put(entry: Entry): void {
    const { dueMs } = entry.lane;
    const neighbours = this.#lanes.get(dueMs);
    if (neighbours) {
      neighbours.push(entry);
    } else if (dueMs !== Infinity) {
      this.#lanes.set(dueMs, [entry]);
      insert(this.#moments, dueMs);
    }
  }
}

function fail(entry: Entry, error: unknown): void {
  entry.removed = true;
  entry.onFailure(error);
}

function byGroup(a: Entry, b: Entry): number {
  return a.group - b.group;
}

function insert(heap: number[], value: number): void {
  let at = heap.length;
  heap.push(value);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || above <= value) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = value;
}

function popEarliest(heap: number[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    if (left === undefined) break;
    const takeRight = right !== undefined && right < left;
    const child = takeRight ? right : left;
    if (child >= last) break;
    heap[at] = child;
    at = 2 * at + (takeRight ? 2 : 1);
  }
  heap[at] = last;
}
