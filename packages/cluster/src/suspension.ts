import type { Logger } from '@rtms-mock/server';
import type { ClusterHost, MeetingRecord } from '@rtms-mock/server/fleet';
import { reasonOf } from './cluster-error.js';
import type { Ownership } from './ownership.js';

/** Meetings that this node had to abandon and still owns, unless another node is faster. */
export class Suspension {
  readonly #keys = new Set<string>();
  readonly #ownership: Ownership;
  readonly #host: () => ClusterHost | undefined;
  readonly #logger: Logger;

  constructor(ownership: Ownership, host: () => ClusterHost | undefined, logger: Logger) {
    this.#ownership = ownership;
    this.#host = host;
    this.#logger = logger;
  }

  /** True for a meeting that waits until this node may play it again. */
  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Abandons a meeting for the time being. */
  add(key: string): void {
    this.#keys.add(key);
    this.#host()?.abandon(key);
  }

  /** Forgets a meeting that another node plays now. Returns false if it was not abandoned. */
  delete(key: string): boolean {
    return this.#keys.delete(key);
  }

  /** Goes on with the meetings that this node may play again. */
  end(): void {
    for (const key of this.#keys) {
      if (!this.#ownership.isOwn(key)) this.#keys.delete(key);
      else if (this.#ownership.holds(key)) {
        this.#keys.delete(key);
        void this.#adopt(key);
      }
    }
  }

  async #adopt(key: string): Promise<void> {
    try {
      await this.#host()?.adopt(this.#ownership.recordOf(key) as MeetingRecord);
    } catch (error) {
      this.#logger.log('error', `The meeting ${key} cannot go on: ${reasonOf(error)}`);
      await this.#ownership.release(key).catch((reason: unknown) => {
        this.#logger.log('debug', `The end of the meeting ${key} is written later: ${reasonOf(reason)}`);
      });
    }
  }
}
