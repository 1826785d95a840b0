import type { Cancel, Clock } from '@rtms-mock/protocol';

/** Something that has to happen again and again at times of its own. */
export interface Lane {
  /** Clock time at which `run` is due next. */
  dueMs: number;
  /** Does what is due and moves `dueMs` forward. */
  run(nowMs: number): void;
}

interface Entry {
  readonly lane: Lane;
  /** Copy of the lane's deadline, so that the heap stays in order whatever the lane does. */
  dueMs: number;
  removed: boolean;
}

/** How far ahead of a deadline the pacer may act, so that neighbours share one wake-up. In milliseconds. */
const SLACK_MS = 0.5;

/**
 * When a frame is due: one scheduler for all streams. Deadlines are absolute, so lateness never adds
 * up; one timer waits for the earliest of them.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #heap: Entry[] = [];
  /** What to do when everything due in this turn has run. */
  readonly #afterTurn = new Set<() => void>();
  #timer: { readonly dueMs: number; readonly cancel: Cancel } | undefined;
  #inTurn = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs the lane from its first deadline on, until cancelled. */
  add(lane: Lane): Cancel {
    const entry: Entry = { lane, dueMs: lane.dueMs, removed: false };
    this.#push(entry);
    this.#schedule();
    return () => {
      entry.removed = true;
    };
  }

  /**
   * Calls back once when everything that is due now has run; at once when nothing is running. Asking twice
   * with the same function counts once.
   */
  afterTurn(callback: () => void): void {
    if (this.#inTurn) this.#afterTurn.add(callback);
    else callback();
  }

  /** Stops everything. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#heap.length = 0;
  }

  #schedule(): void {
    const next = this.#heap[0];
    // A lane with nothing left to do is never due.
    if (!next || next.dueMs === Infinity) return;
    if (this.#timer && this.#timer.dueMs <= next.dueMs) return;
    this.#timer?.cancel();
    this.#timer = {
      dueMs: next.dueMs,
      cancel: this.#clock.after(next.dueMs - this.#clock.now(), () => this.#wake()),
    };
  }

  #wake(): void {
    this.#timer = undefined;
    this.#inTurn = true;
    const nowMs = this.#clock.now();
    for (;;) {
      const next = this.#heap[0];
      if (!next || next.dueMs > nowMs + SLACK_MS) break;
      this.#pop();
      if (next.removed) continue;
      next.lane.run(Math.max(nowMs, next.dueMs));
      if (next.removed) continue;
      next.dueMs = next.lane.dueMs;
      this.#push(next);
    }
    this.#inTurn = false;
    for (const callback of this.#afterTurn) callback();
    this.#afterTurn.clear();
    this.#schedule();
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (!above || above.dueMs <= entry.dueMs) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      if (!left) break;
      const takeRight = right !== undefined && right.dueMs < left.dueMs;
      const child = takeRight ? right : left;
      if (child.dueMs >= last.dueMs) break;
      heap[at] = child;
      at = 2 * at + (takeRight ? 2 : 1);
    }
    heap[at] = last;
  }
}
