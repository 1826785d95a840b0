import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { KvWatchEntry } from '@nats-io/kv';
import type { Logger } from '@rtms-mock/server';
import type { Bucket } from './bucket.js';
import { reasonOf } from './cluster-error.js';

/** The write that has given a key its value, or taken it. */
export interface KeyWrite {
  /** Its number in the bucket. */
  readonly revision: number;
  /** Time at which NATS has stored it. */
  readonly unixMs: number;
}

/** Receives the content of a bucket, and each change. */
export interface WatchListener {
  /** A key has a value. `value` is JSON that another node has written. */
  onValue(key: string, value: unknown, write: KeyWrite): void;
  /**
   * A key was deleted or has expired.
   *
   * @param end the mark that NATS keeps for some time. Default: the key is absent without one
   * @param wasDeleted it is known that someone has deleted it, rather than that it has expired
   */
  onGone(key: string, end?: KeyWrite, wasDeleted?: boolean): void;
}

/** Parts of a {@link BucketWatch}. */
export interface WatchInput {
  /** Bucket to watch. */
  readonly bucket: Bucket;
  /** Id of this node. */
  readonly nodeId: string;
  /** Time, in real milliseconds. */
  readonly clock: Clock;
  /** Receiver of log lines. */
  readonly logger: Logger;
  /** Receiver of changes. */
  readonly listener: WatchListener;
}

/** Key of the mark that a node writes to learn that it has seen all that was written before. */
const MARK = 'sync.';

/** Time after which such a mark disappears, as NATS writes durations. */
const MARK_TTL = '10s';

/** Time between two attempts to watch a bucket, in milliseconds. */
const RETRY_MS = 500;

/** Follows a bucket. A watch that has ended, or whose connection was lost, begins again with the whole content. */
export class BucketWatch {
  readonly #input: WatchInput;
  /** Keys that have a value, as far as this watch knows. */
  #known = new Set<string>();
  #round = 0;
  #isClosed = false;
  #stop: () => void = () => {};
  #cancelRetry: Cancel = () => {};

  constructor(input: WatchInput) {
    this.#input = input;
  }

  /**
   * Watches from the beginning. Resolves when the listener has the whole content; what has disappeared in the meantime is
   * reported as gone. Rejects if the bucket cannot be read; then call it again, or {@link restart}.
   */
  async start(): Promise<void> {
    this.#stop();
    this.#cancelRetry();
    const { bucket, nodeId } = this.#input;
    const round = ++this.#round;
    const entries = await bucket.kv.watch();
    if (this.#isClosed || round !== this.#round) return entries.stop();
    this.#stop = () => entries.stop();
    const seen = new Set<string>();
    const mark = `${MARK}${nodeId}.${round}`;
    await new Promise<void>((resolve, reject) => {
      const synced = (): void => {
        for (const key of this.#known) if (!seen.has(key)) this.#input.listener.onGone(key);
        this.#known = seen;
        resolve();
      };
      void this.#follow(entries, round, seen, (entry) => {
        if (entry.key === mark) synced();
      }).finally(() => resolve());
      bucket.kv.create(mark, '', MARK_TTL).catch(reject);
    });
  }

  /** Watches from the beginning, and tries again until that succeeds. */
  restart(): void {
    this.#cancelRetry();
    if (this.#isClosed) return;
    this.start().catch((error: unknown) => {
      const { logger, clock } = this.#input;
      logger.log('debug', `The cluster's state cannot be read: ${reasonOf(error)}`);
      this.#cancelRetry();
      this.#cancelRetry = clock.after(RETRY_MS, () => this.restart());
    });
  }

  /** Ends the watch. */
  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
    this.#stop();
  }

  async #follow(
    entries: AsyncIterable<KvWatchEntry>,
    round: number,
    seen: Set<string>,
    onMark: (entry: KvWatchEntry) => void,
  ): Promise<void> {
    for await (const entry of entries) {
      if (this.#isClosed || round !== this.#round) return;
      if (entry.key.startsWith(MARK)) onMark(entry);
      else this.#report(entry, seen);
    }
    if (!this.#isClosed && round === this.#round) this.restart();
  }

  #report(entry: KvWatchEntry, seen: Set<string>): void {
    const { listener, logger } = this.#input;
    const { key, revision } = entry;
    const write = { revision, unixMs: entry.created.getTime() };
    if (entry.operation !== 'PUT') {
      seen.delete(key);
      return listener.onGone(key, write, entry.operation === 'DEL');
    }
    seen.add(key);
    let value: unknown;
    try {
      value = entry.json();
    } catch (error) {
      return logger.log('warn', `The cluster's key ${key} is not JSON: ${reasonOf(error)}`);
    }
    listener.onValue(key, value, write);
  }
}
