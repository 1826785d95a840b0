import type { KeyWrite } from './bucket-watch.js';

/** Keys that are remembered: about 4 MB. */
const MAX_KEYS = 20_000;

/**
 * Remembers which keys have ended: those of meetings, and the leases of nodes. A NATS server that is killed can forget that a
 * key was deleted once the mark of its end has expired, and then shows the key as it was before.
 */
export class EndedKeys {
  readonly #max: number;
  /** The ends by key, oldest first. */
  readonly #ends = new Map<string, KeyWrite>();

  /** @param max number of keys; of more, those that ended first are forgotten */
  constructor(max = MAX_KEYS) {
    this.#max = max;
  }

  /** Remembers the end of a key. */
  add(key: string, end: KeyWrite): void {
    this.#ends.delete(key);
    this.#ends.set(key, end);
    if (this.#ends.size <= this.#max) return;
    const [oldest] = this.#ends.keys();
    if (oldest !== undefined) this.#ends.delete(oldest);
  }

  /** True for a value that was written before the key ended. One of a bucket that was created anew is younger. */
  includes(key: string, { revision, unixMs }: KeyWrite): boolean {
    const end = this.#ends.get(key);
    return end !== undefined && revision <= end.revision && unixMs <= end.unixMs;
  }
}
