import { pause } from '../clock.js';

/** Time between two rounds of attempts, in milliseconds. */
export const RETRY_MS = 100;

/** Attempts that begin at a time. */
const AT_ONCE = 32;

/** Attempts something once. Resolves to `undefined` if it has to be tried again. */
export type Attempt<T> = () => Promise<T | undefined>;

interface Waiter<T> {
  readonly resolve: (outcome: T) => void;
  readonly reject: (error: unknown) => void;
}

interface Retry<T> {
  readonly attempt: Attempt<T>;
  readonly waiters: Waiter<T>[];
  /** An attempt is under way: its node may be frozen. */
  isBusy: boolean;
}

/** Attempts that are repeated until they succeed: one table, and one loop while any is in it. */
export class Retries<T> {
  readonly #signal: AbortSignal;
  readonly #open = new Map<string, Retry<T>>();
  #isRunning = false;
  /** Ends the pause between two rounds: something is added, or nothing is to be attempted any more. */
  #added = new AbortController();

  /** @param signal aborted when nothing is to be attempted any more; what is open then never resolves */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#added.abort(), { once: true });
  }

  /** Number of things that have not succeeded yet. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Attempts something until it succeeds. What is attempted already under this key is not begun a second time.
   *
   * @throws what the attempt throws, which ends it; the promise is rejected
   */
  until(key: string, attempt: Attempt<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const known = this.#open.get(key);
      if (known) known.waiters.push({ resolve, reject });
      else this.#add(key, { attempt, waiters: [{ resolve, reject }], isBusy: false });
    });
  }

  /** The first attempt begins now, with those of all that are added at the same time. */
  #add(key: string, retry: Retry<T>): void {
    this.#open.set(key, retry);
    this.#added.abort();
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    await Promise.resolve();
    while (this.#open.size > 0 && !this.#signal.aborted) {
      this.#added = new AbortController();
      const due = [...this.#open].filter(([, { isBusy }]) => !isBusy);
      for (let at = 0; at < due.length && !this.#signal.aborted; at += AT_ONCE) {
        await this.#tryAll(due.slice(at, at + AT_ONCE));
      }
      if (this.#open.size > 0) await pause(RETRY_MS, this.#added.signal);
    }
    this.#isRunning = false;
  }

  /** Resolves when all have been tried. A node that does not answer holds up the others for a moment only. */
  async #tryAll(some: readonly (readonly [string, Retry<T>])[]): Promise<void> {
    const over = new AbortController();
    const all = Promise.all(some.map(([key, retry]) => this.#try(key, retry)));
    await Promise.race([all, pause(RETRY_MS, over.signal)]);
    over.abort();
  }

  async #try(key: string, retry: Retry<T>): Promise<void> {
    retry.isBusy = true;
    try {
      const outcome = await retry.attempt();
      if (outcome === undefined) return;
      this.#open.delete(key);
      for (const { resolve } of retry.waiters) resolve(outcome);
    } catch (error) {
      this.#open.delete(key);
      for (const { reject } of retry.waiters) reject(error);
    } finally {
      retry.isBusy = false;
    }
  }
}
