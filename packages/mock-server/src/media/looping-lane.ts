import type { Lane } from './pacer.js';
import { loopStartMs } from './sources/loops.js';

/** A meeting that plays its source in loops. */
export interface LoopingMeeting {
  /** Clock time at which the meeting began, in milliseconds. */
  readonly originMs: number;
  readonly source: { readonly durationMs: number };
  /** Returns the position at a clock time, both in milliseconds. */
  positionMs(atMs: number): number;
}

/** Plays the items of a source, such as chat messages, each when it is due, loop after loop. */
export abstract class LoopingLane<T, M extends LoopingMeeting> implements Lane {
  dueMs: number;
  protected readonly meeting: M;
  readonly #items: readonly T[];
  #loop: number;
  #next = 0;

  /**
   * @param items in the order of their times
   * @param fromMs clock time in milliseconds; the first item is the first that is due at this time or later
   */
  constructor(meeting: M, items: readonly T[], fromMs: number) {
    this.meeting = meeting;
    this.#items = items;
    this.#loop = Math.floor(meeting.positionMs(fromMs) / meeting.source.durationMs);
    this.dueMs = this.#deadline();
    while (this.dueMs < fromMs) this.#advance();
  }

  run(nowMs: number): void {
    while (this.dueMs <= nowMs) {
      const item = this.#items[this.#next];
      if (item === undefined) return;
      this.play(item, nowMs - this.dueMs);
      this.#advance();
    }
  }

  /** Returns the position of an item in the source, in milliseconds. */
  protected abstract positionOf(item: T): number;

  /** Plays an item, which was due `latenessMs` milliseconds ago. */
  protected abstract play(item: T, latenessMs: number): void;

  /** Start of the current loop on the time line of the meeting, in milliseconds. */
  protected get loopStartMs(): number {
    return loopStartMs(this.#loop, this.meeting.source.durationMs);
  }

  /** Number of the current item among those of all loops, from 1 on. */
  protected get itemNumber(): number {
    return this.#loop * this.#items.length + this.#next + 1;
  }

  #advance(): void {
    this.#next += 1;
    if (this.#next >= this.#items.length) {
      this.#next = 0;
      this.#loop += 1;
    }
    this.dueMs = this.#deadline();
  }

  #deadline(): number {
    const item = this.#items[this.#next];
    if (item === undefined) return Infinity;
    return this.meeting.originMs + this.loopStartMs + this.positionOf(item);
  }
}
