import type { Cancel, Clock } from '@rtms-mock/protocol';

/** A repeated action with its own deadlines. */
export interface Lane {
  /** Clock time of the next deadline in milliseconds; `Infinity` when there is none. */
  dueMs: number;
  /** Performs what is due at `nowMs` and advances {@link dueMs}. */
  run(nowMs: number): void;
}

/** Options of a lane. */
export interface LaneOptions<L extends Lane = Lane> {
  /** Called when the lane, or the flush of its group, throws. The lane is removed; the others continue. */
  readonly onFailure: (error: unknown, lane: L) => void;
  /** Group of the lane: see {@link Pacer.newGroup}. */
  readonly group: number;
}

/** Sends the frames that the lanes of a group have created. */
export interface GroupEnd {
  /** Called once after the lanes of the group that are due have run. */
  flush(): void;
}

/** A lane that is run at its deadlines. */
export interface PacedLane {
  /** Runs the lane no more. */
  cancel(): void;
}

/** A lane, whatever its type. */
interface Entry {
  readonly lane: Lane;
  readonly group: number;
  readonly isRemoved: boolean;
  /** Removes the lane, and reports why. */
  fail(error: unknown): void;
}

/** One object without closures: each connection has several lanes. */
class LaneEntry<L extends Lane> implements PacedLane, Entry {
  readonly lane: L;
  readonly group: number;
  readonly #onFailure: LaneOptions<L>['onFailure'];
  #isRemoved = false;

  constructor(lane: L, { group, onFailure }: LaneOptions<L>) {
    this.lane = lane;
    this.group = group;
    this.#onFailure = onFailure;
  }

  get isRemoved(): boolean {
    return this.#isRemoved;
  }

  cancel(): void {
    this.#isRemoved = true;
  }

  fail(error: unknown): void {
    this.#isRemoved = true;
    this.#onFailure(error, this.lane);
  }
}

/** Maximum time by which a lane may run early, in milliseconds, so that close deadlines share one wake-up. */
export const SLACK_MS = 0.5;

/**
 * Scheduler of the frames of all streams. Deadlines are absolute, so lateness does not accumulate, and one timer waits for
 * the earliest of them. Frames of many meetings have the same deadline, so lanes are stored by deadline and only the
 * deadlines are sorted.
 *
 * All frames of one connection that are due are created and written before those of the next connection: with hundreds of
 * connections, its objects would otherwise have left the processor's cache before it is written.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  /** Lanes by deadline. */
  readonly #lanes = new Map<number, Entry[]>();
  /** The keys of {@link #lanes} as a binary heap, the earliest first. */
  readonly #deadlines: number[] = [];
  #groups = 0;
  /** Flushed when the lanes of the running group that are due have run. */
  #afterGroup: GroupEnd | undefined;
  #timer: { readonly dueMs: number; readonly cancel: Cancel } | undefined;
  #isRunning = false;

  /** @param onError called when a handler of failures throws itself. Default: throws */
  constructor(clock: Clock, onError: (error: unknown) => void = rethrow) {
    this.#clock = clock;
    this.#onError = onError;
  }

  /**
   * Creates a group for lanes that write to the same connection. Lanes of one group that are due together run one after
   * the other.
   */
  newGroup(): number {
    this.#groups += 1;
    return this.#groups;
  }

  /** Runs a lane, starting at its first deadline, until it is cancelled. */
  add<L extends Lane>(lane: L, options: LaneOptions<L>): PacedLane {
    const entry = new LaneEntry(lane, options);
    this.#put(entry);
    this.#schedule();
    return entry;
  }

  /** Flushes `end` once when all lanes of the running group that are due have run; immediately outside of a run. */
  afterGroup(end: GroupEnd): void {
    if (!this.#isRunning) return end.flush();
    if (this.#afterGroup !== end) this.#finishGroup();
    this.#afterGroup = end;
  }

  #finishGroup(): void {
    const end = this.#afterGroup;
    this.#afterGroup = undefined;
    end?.flush();
  }

  /** Removes all lanes. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#deadlines.length = 0;
    this.#lanes.clear();
  }

  #schedule(): void {
    const dueMs = this.#deadlines[0];
    if (dueMs === undefined) return;
    if (this.#timer && this.#timer.dueMs <= dueMs) return;
    this.#timer?.cancel();
    this.#timer = { dueMs, cancel: this.#clock.after(dueMs - this.#clock.now(), () => this.#wake()) };
  }

  #wake(): void {
    this.#timer = undefined;
    this.#isRunning = true;
    const nowMs = this.#clock.now();
    for (;;) {
      const deadlineMs = this.#deadlines[0];
      if (deadlineMs === undefined || deadlineMs > nowMs + SLACK_MS) break;
      popEarliest(this.#deadlines);
      const entries = this.#lanes.get(deadlineMs) ?? [];
      this.#lanes.delete(deadlineMs);
      this.#runAll(entries, Math.max(nowMs, deadlineMs));
    }
    this.#isRunning = false;
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
    if (entry.isRemoved) return;
    try {
      entry.lane.run(nowMs);
    } catch (error) {
      this.#fail(entry, error);
    }
    if (!entry.isRemoved) this.#put(entry);
  }

  #finishGroupOf(entry: Entry): void {
    try {
      this.#finishGroup();
    } catch (error) {
      this.#fail(entry, error);
    }
  }

  #fail(entry: Entry, error: unknown): void {
    try {
      entry.fail(error);
    } catch (second) {
      this.#onError(second);
    }
  }

  #put(entry: Entry): void {
    const { dueMs } = entry.lane;
    const neighbours = this.#lanes.get(dueMs);
    if (neighbours) {
      neighbours.push(entry);
    } else if (dueMs !== Infinity) {
      this.#lanes.set(dueMs, [entry]);
      insert(this.#deadlines, dueMs);
    }
  }
}

function rethrow(error: unknown): void {
  throw error;
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
