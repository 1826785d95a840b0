/** One timer of a {@link TimerQueue}. */
export interface Timer {
  /** Time at which it is due, in milliseconds. */
  readonly dueMs: number;
  /** Number of the timer: of those that are due at the same time, the one that was created first comes first. */
  readonly order: number;
  /** Creator: the pacer of media, another part of the server, or an app that follows this clock. */
  readonly owner: 'media' | 'server' | 'app';
  /** Time at which it was created, in milliseconds. */
  readonly createdMs: number;
  readonly callback: () => void;
  isCancelled: boolean;
}

/** Timers in the order in which they are due, as a binary heap. */
export class TimerQueue {
  readonly #heap: Timer[] = [];

  /** The timer that is due next; `undefined` if there is none. */
  get next(): Timer | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || !first.isCancelled) return first;
      this.#removeFirst();
    }
  }

  /** Adds a timer. */
  add(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(timer);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(timer, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = timer;
  }

  /** Removes the timer that is due next, and returns it. */
  take(): Timer | undefined {
    const { next } = this;
    if (next !== undefined) this.#removeFirst();
    return next;
  }

  /** Returns true if a timer that is not cancelled has these properties. */
  some(predicate: (timer: Timer) => boolean): boolean {
    return this.#heap.some((timer) => !timer.isCancelled && predicate(timer));
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      if (left === undefined) break;
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (!isBefore(child, last)) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
