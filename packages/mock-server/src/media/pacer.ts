import type { Cancel, Clock } from '@rtms-mock/protocol';

/** Something that has to happen again and again at times of its own. */
export interface Lane {
  /** Clock time at which `run` is due next; `Infinity` when nothing is left to do. */
  dueMs: number;
  /** Does what is due and moves `dueMs` forward. */
  run(nowMs: number): void;
}

interface Entry {
  readonly lane: Lane;
  readonly onFailure: (error: unknown) => void;
  removed: boolean;
}

/** How far ahead of a deadline the pacer may act, so that neighbours share one wake-up. In milliseconds. */
export const SLACK_MS = 0.5;

/**
 * When a frame is due: one scheduler for all streams. Deadlines are absolute, so lateness never adds
 * up; one timer waits for the earliest of them. Packets of many meetings fall due at the same moment,
 * so lanes are kept by moment, and only moments are sorted.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #lanes = new Map<number, Entry[]>();
  /** The keys of `#lanes`, as a binary heap with the earliest first. */
  readonly #moments: number[] = [];
  /** What to do when everything due in this turn has run. */
  #afterTurn: (() => void)[] = [];
  #timer: { readonly dueMs: number; readonly cancel: Cancel } | undefined;
  #inTurn = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Runs the lane from its first deadline on, until cancelled. A lane that throws is not run again, and
   * `onFailure` is told; the others go on.
   */
  add(lane: Lane, onFailure: (error: unknown) => void): Cancel {
    const entry: Entry = { lane, onFailure, removed: false };
    this.#put(entry);
    this.#schedule();
    return () => {
      entry.removed = true;
    };
  }

  /** Calls back once when everything that is due now has run; at once when nothing is running. */
  afterTurn(callback: () => void): void {
    if (this.#inTurn) this.#afterTurn.push(callback);
    else callback();
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
      for (const entry of entries) this.#run(entry, Math.max(nowMs, momentMs));
    }
    this.#inTurn = false;
    const callbacks = this.#afterTurn;
    this.#afterTurn = [];
    for (const callback of callbacks) callback();
    this.#schedule();
  }

  #run(entry: Entry, nowMs: number): void {
    if (entry.removed) return;
    try {
      entry.lane.run(nowMs);
    } catch (error) {
      entry.removed = true;
      entry.onFailure(error);
    }
    if (!entry.removed) this.#put(entry);
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
