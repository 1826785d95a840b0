import { realTimeout } from '../clock.js';
import { firstEntry, type Journal, type JournalEntry } from '../journal.js';

/** Input of {@link awaitEntry}. */
export interface AwaitedEntry {
  readonly journal: Pick<Journal, 'read' | 'subscribe'>;
  /** Recognises the entry. */
  readonly matches: (entry: JournalEntry) => boolean;
  /** Only entries with a greater `seq`. */
  readonly after: number;
  /** Real time after which `undefined` is returned, in milliseconds. */
  readonly withinMs: number;
  /** Aborted when the whole run must end: `undefined` is returned. */
  readonly signal: AbortSignal;
}

/** Returns the first matching entry, past or future; `undefined` if there is none in time. */
export function awaitEntry(input: AwaitedEntry): Promise<JournalEntry | undefined> {
  const { journal, matches, after, withinMs, signal } = input;
  const past = firstEntry(journal, { after }, matches);
  if (past || signal.aborted) return Promise.resolve(past);
  return new Promise((resolve) => {
    const finish = (entry?: JournalEntry): void => {
      unsubscribe();
      cancelTimeout();
      signal.removeEventListener('abort', onAbort);
      resolve(entry);
    };
    const onAbort = (): void => finish();
    const unsubscribe = journal.subscribe((entry) => {
      if (entry.seq > after && matches(entry)) finish(entry);
    });
    const cancelTimeout = realTimeout(withinMs, () => finish());
    signal.addEventListener('abort', onAbort);
  });
}
