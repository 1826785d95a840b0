import type { Clock } from '@rtms-mock/protocol';
import type { Logger } from '@rtms-mock/server';
import { isMissingBucket, type Bucket } from './bucket.js';
import { reasonOf } from './cluster-error.js';
import type { Ownership } from './ownership.js';

/** Key that is written as long as there are nodes, and the time between two of its writes, in milliseconds. */
const ALIVE = 'alive';
const NOTE_ALIVE_MS = 30_000;

/** Meetings are forgotten if the cluster has had no node for this time, in milliseconds. */
const MAX_AWAY_MS = 300_000;

/** Forgets the meetings of a cluster that has been without nodes for long: nobody waits for them any more. */
export class LongAbsence {
  readonly #bucket: Bucket;
  readonly #ownership: Ownership;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #notedMs = -Infinity;

  /** @param bucket that of the meetings */
  constructor(
    bucket: Bucket,
    ownership: Ownership,
    { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#bucket = bucket;
    this.#ownership = ownership;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Writes that the cluster has nodes, from time to time. */
  noteAlive(): void {
    const now = this.#clock.now();
    if (now - this.#notedMs < NOTE_ALIVE_MS) return;
    this.#notedMs = now;
    this.#writeAlive().catch((error: unknown) => {
      this.#notedMs = -Infinity;
      this.#logger.log('debug', `It is written later that the cluster has nodes: ${reasonOf(error)}`);
    });
  }

  async #writeAlive(): Promise<void> {
    try {
      await this.#bucket.kv.put(ALIVE, '0');
    } catch (error) {
      // The bucket is gone, with the disk of the server, and perhaps no node has a meeting to write.
      if (isMissingBucket(error)) await this.#bucket.open();
      throw error;
    }
  }

  /** Forgets all meetings if they are old. To be called when the cluster has no nodes. */
  async forgetOld(): Promise<void> {
    const alive = await this.#bucket.kv.get(ALIVE);
    const ageMs = alive ? this.#clock.unixMs() - alive.created.getTime() : 0;
    if (ageMs < MAX_AWAY_MS) return;
    // Another node that starts at the same time may be faster.
    const old = [...this.#ownership.all()];
    const done = await Promise.allSettled(old.map((meeting) => this.#ownership.forget(meeting)));
    const forgotten = done.filter(({ status }) => status === 'fulfilled').length;
    if (forgotten === 0) return;
    this.#logger.log(
      'info',
      'Meetings of this cluster are forgotten: it has had no node for more than 5 minutes.',
      { meetings: forgotten },
    );
  }
}
