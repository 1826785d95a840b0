import type { JournalEntry } from '../journal.js';

/** Facts about one stream that rules need, collected from its journal entries. */
export class StreamFacts {
  readonly streamId: string;

  constructor(streamId: string) {
    this.streamId = streamId;
  }

  /** Adds an entry, after the rules have judged it. */
  add(_entry: JournalEntry): void {}
}
