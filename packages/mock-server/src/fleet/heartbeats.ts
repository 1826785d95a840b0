import type { Cancel, Clock } from '@rtms-mock/protocol';

/** Interval of the questions to each worker, in milliseconds. */
const INTERVAL_MS = 1000;

/** Questions in a row without an answer after which a worker counts as hanging: 5 s. */
export const MAX_UNANSWERED = 5;

/** Lateness of this process, in milliseconds, above which the silence of a worker says nothing about it. */
const MAX_LATE_MS = 500;

/** The silence of a worker, at the time of the next question. */
export interface Silence {
  /** Questions in a row that the worker has not answered. */
  readonly unanswered: number;
  /** Lateness of this process, in milliseconds: the machine was asleep or is busy, and the worker had no chance. */
  readonly lateMs: number;
}

/** Returns whether a worker hangs, and the number of questions without an answer once the next one is asked. */
export function judgeSilence({ unanswered, lateMs }: Silence): { unanswered: number; hangs: boolean } {
  if (lateMs > MAX_LATE_MS) return { unanswered: 1, hangs: false };
  return { unanswered: unanswered + 1, hangs: unanswered >= MAX_UNANSWERED };
}

/** Parts that {@link Heartbeats} uses. */
export interface HeartbeatsContext<W> {
  /** Real time. */
  readonly clock: Clock;
  /** Asks a worker whether it is alive. */
  readonly ask: (worker: W) => void;
  /** Called once for a worker that has not answered for about 5 s. */
  readonly hangs: (worker: W) => void;
}

/** Asks workers each second whether they are alive. `W`: one process of a worker. */
export class Heartbeats<W> {
  readonly #context: HeartbeatsContext<W>;
  /** Questions in a row without an answer. */
  readonly #unanswered = new Map<W, number>();
  #cancel: Cancel | undefined;

  constructor(context: HeartbeatsContext<W>) {
    this.#context = context;
  }

  /** Begins to ask a worker. */
  add(worker: W): void {
    this.#unanswered.set(worker, 0);
    if (!this.#cancel) this.#schedule();
  }

  /** A worker has sent something, so it is alive. */
  heard(worker: W): void {
    if (this.#unanswered.has(worker)) this.#unanswered.set(worker, 0);
  }

  /** Stops to ask a worker. */
  remove(worker: W): void {
    this.#unanswered.delete(worker);
  }

  /** Stops to ask all. */
  close(): void {
    this.#unanswered.clear();
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(): void {
    const { clock } = this.#context;
    const dueMs = clock.now() + INTERVAL_MS;
    this.#cancel = clock.after(INTERVAL_MS, () => {
      this.#schedule();
      this.#askAll(clock.now() - dueMs);
    });
  }

  #askAll(lateMs: number): void {
    for (const [worker, before] of this.#unanswered) {
      const { unanswered, hangs } = judgeSilence({ unanswered: before, lateMs });
      if (hangs) {
        this.#unanswered.delete(worker);
        this.#context.hangs(worker);
      } else {
        this.#unanswered.set(worker, unanswered);
        this.#context.ask(worker);
      }
    }
  }
}
