import type { Entry, NewEntry } from './received.js';

/** The newest entries of each kind. */
export class EntryLog {
  readonly #max: number;
  readonly #entries = new Map<Entry['kind'], Entry[]>();
  #seq = 0;

  /** @param max max number of entries of each kind */
  constructor(max: number) {
    this.#max = max;
  }

  /** Adds an entry. `atMs`: Unix milliseconds. */
  add(entry: NewEntry, atMs: number): Entry {
    this.#seq += 1;
    const added: Entry = { ...entry, seq: this.#seq, atMs };
    const list = this.#entries.get(entry.kind) ?? [];
    this.#entries.set(entry.kind, list);
    list.push(added);
    if (list.length > this.#max) list.splice(0, Math.ceil(this.#max / 10));
    return added;
  }

  /** All entries in the order of their arrival. */
  all(): Entry[] {
    return [...this.#entries.values()].flat().sort((a, b) => a.seq - b.seq);
  }
}
