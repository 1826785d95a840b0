import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { JournalEntry, JournalRecorder } from '../journal.js';
import type { FleetJournal } from './membership.js';

/** Time for which entries wait for earlier ones of other processes, in real milliseconds. */
const HOLD_MS = 50;

/** Parts that a {@link MergedJournal} uses. */
export interface MergedJournalContext {
  /** Receives the entries by time. */
  readonly recorder: JournalRecorder;
  /** Real time. */
  readonly clock: Clock;
  /** Resolves when all processes have sent the entries that they have recorded before the call. */
  readonly collect: () => Promise<void>;
  /** Number that an entry of this moment would have. */
  readonly seqNow: () => number;
}

/** Brings the entries of several processes into the order of time, which is that of their numbers. */
export class MergedJournal implements FleetJournal {
  readonly recorder: JournalRecorder;
  readonly #context: MergedJournalContext;
  #held: JournalEntry[] = [];
  #cancelFlush: Cancel | undefined;

  constructor(context: MergedJournalContext) {
    this.#context = context;
    this.recorder = context.recorder;
  }

  /** Takes entries of one process, oldest first. */
  take(entries: readonly JournalEntry[]): void {
    this.#held.push(...entries);
    this.#schedule();
  }

  /** See {@link FleetJournal.settle}. Later entries wait, so that none becomes visible before one of another process. */
  async settle(): Promise<void> {
    const until = this.#context.seqNow();
    await this.#context.collect();
    this.#flush(until);
  }

  /** Passes on all that wait. */
  close(): void {
    this.#cancelFlush?.();
    this.#flush(Infinity);
  }

  #schedule(): void {
    if (this.#held.length === 0) return;
    const newest = this.#context.seqNow();
    this.#cancelFlush ??= this.#context.clock.after(HOLD_MS, () => {
      this.#cancelFlush = undefined;
      this.#flush(newest);
      this.#schedule();
    });
  }

  #flush(until: number): void {
    const due = this.#held.filter(({ seq }) => seq <= until).toSorted((a, b) => a.seq - b.seq);
    this.#held = this.#held.filter(({ seq }) => seq > until);
    for (const entry of due) this.recorder.relay(entry);
  }
}
