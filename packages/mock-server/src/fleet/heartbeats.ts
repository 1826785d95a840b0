import type { Cancel, Clock } from '@rtms-mock/protocol';

/** Interval of the questions to each worker, in milliseconds. */
const INTERVAL_MS = 1000;

/** Questions in a row without an answer after which a worker counts as hanging: 5 s. */
export const MAX_UNANSWERED = 5;

/** Seconds, on time, after which a worker that is not ready counts as hanging. */
const MAX_START_S = 60;

/** Seconds more for each other worker that starts at the same time: they share the cores. */
const START_S_PER_OTHER = 5;

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

/** The seconds that a worker has had for its start, at the time of the next question. */
export interface StartTime {
  readonly seconds: number;
  /** Other workers that start at the same time. */
  readonly others: number;
  /** Lateness of this process, in milliseconds. A second that was late does not count. */
  readonly lateMs: number;
}

/** Returns whether a worker that is not ready hangs, and the seconds that it has had by now. */
export function judgeStart({ seconds, others, lateMs }: StartTime): { seconds: number; hangs: boolean } {
  const past = lateMs > MAX_LATE_MS ? seconds : seconds + 1;
  return { seconds: past, hangs: past >= MAX_START_S + START_S_PER_OTHER * others };
}

/** Parts that {@link Heartbeats} uses. */
export interface HeartbeatsContext<W> {
  /** Real time. */
  readonly clock: Clock;
  /** Asks a worker whether it is alive. */
  readonly ask: (worker: W) => void;
  /** Called once for a worker that has not answered for about 5 s. */
  readonly onHang: (worker: W) => void;
  /** Called once for a worker that is not ready after about 60 s, whether or not it is alive. */
  readonly onStuck: (worker: W, seconds: number) => void;
}

/** Asks workers each second whether they are alive, and counts how long others take to start. `W`: one process of a worker. */
export class Heartbeats<W> {
  readonly #context: HeartbeatsContext<W>;
  /** Questions in a row without an answer. */
  readonly #unanswered = new Map<W, number>();
  /** Seconds since the start of those that are not ready. */
  readonly #starting = new Map<W, number>();
  #cancel: Cancel | undefined;

  constructor(context: HeartbeatsContext<W>) {
    this.#context = context;
  }

  /** A worker starts: it is asked nothing, and has to be ready in time. */
  starts(worker: W): void {
    this.#starting.set(worker, 0);
    if (!this.#cancel) this.#schedule();
  }

  /** A worker is ready: begins to ask it. */
  add(worker: W): void {
    this.#starting.delete(worker);
    this.#unanswered.set(worker, 0);
    if (!this.#cancel) this.#schedule();
  }

  /** A worker has sent something, so it is alive. */
  heard(worker: W): void {
    if (this.#unanswered.has(worker)) this.#unanswered.set(worker, 0);
  }

  /** Stops to watch a worker. */
  remove(worker: W): void {
    this.#starting.delete(worker);
    this.#unanswered.delete(worker);
  }

  /** Stops to watch all. */
  close(): void {
    this.#starting.clear();
    this.#unanswered.clear();
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(): void {
    const { clock } = this.#context;
    const dueMs = clock.now() + INTERVAL_MS;
    this.#cancel = clock.after(INTERVAL_MS, () => {
      this.#schedule();
      const lateMs = clock.now() - dueMs;
      this.#countStarts(lateMs);
      this.#askAll(lateMs);
    });
  }

  #countStarts(lateMs: number): void {
    const others = this.#starting.size - 1;
    for (const [worker, before] of this.#starting) {
      const { seconds, hangs } = judgeStart({ seconds: before, others, lateMs });
      this.#starting.set(worker, seconds);
      if (!hangs) continue;
      this.#starting.delete(worker);
      this.#context.onStuck(worker, seconds);
    }
  }

  #askAll(lateMs: number): void {
    for (const [worker, before] of this.#unanswered) {
      const { unanswered, hangs } = judgeSilence({ unanswered: before, lateMs });
      if (hangs) {
        this.#unanswered.delete(worker);
        this.#context.onHang(worker);
      } else {
        this.#unanswered.set(worker, unanswered);
        this.#context.ask(worker);
      }
    }
  }
}
