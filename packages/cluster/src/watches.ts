import type { Bucket } from './bucket.js';
import { BucketWatch, type WatchListener } from './bucket-watch.js';
import type { ClusterInput } from './cluster-input.js';

/** A watch that has not seen the renewals of this node's own lease for this time is begun anew, in milliseconds. */
const STALE_MS = 4000;

/** Receivers of what the watches see. */
export interface WatchListeners {
  readonly leases: WatchListener;
  readonly meetings: WatchListener;
}

/** The watches of leases and meetings. A watch can end without an error, so they begin anew once they show nothing any more. */
export class Watches {
  readonly #clock: ClusterInput['clock'];
  readonly #all: readonly BucketWatch[];
  /** Last time at which a watch has shown a renewal of the own lease. */
  #seenOwnMs: number;

  constructor(input: ClusterInput, listeners: WatchListeners) {
    const { nodeId, clock, logger, leases, meetings } = input;
    this.#clock = clock;
    this.#seenOwnMs = clock.now();
    const watch = (bucket: Bucket, listener: WatchListener): BucketWatch =>
      new BucketWatch({ bucket, nodeId, clock, logger, listener });
    this.#all = [watch(leases, listeners.leases), watch(meetings, listeners.meetings)];
  }

  /** Begins to watch. Resolves when all that there is has been seen. */
  async start(): Promise<void> {
    // The nodes first: a meeting is without a node if its lease is unknown.
    for (const watch of this.#all) await watch.start();
  }

  /** The watch of the leases has shown a renewal of this node's own one, so it works. */
  sawOwnLease(): void {
    this.#seenOwnMs = this.#clock.now();
  }

  /** Begins anew if nothing has been seen for too long. Called while this node renews its lease. */
  check(): void {
    if (this.#clock.now() - this.#seenOwnMs <= STALE_MS) return;
    this.#seenOwnMs = this.#clock.now();
    this.restart();
  }

  /** Begins anew. */
  restart(): void {
    for (const watch of this.#all) watch.restart();
  }

  /** Ends all. */
  close(): void {
    for (const watch of this.#all) watch.close();
  }
}
