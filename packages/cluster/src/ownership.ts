import { isMissingBucket, isWrongRevision, type Bucket } from './bucket.js';
import type { Clock } from '@rtms-mock/protocol';
import type { Logger } from '@rtms-mock/server';
import type { KeyWrite, WatchListener } from './bucket-watch.js';
import { reasonOf } from './cluster-error.js';
import { EndedKeys } from './ended-keys.js';
import { Gate } from './gate.js';
import { isObject } from './node-info.js';

/** A meeting in the bucket: its record, and the node that plays it. */
export interface OwnedMeeting {
  /** Key of the meeting. */
  readonly key: string;
  /** Node that plays the meeting, or played it until its lease ended. */
  readonly nodeId: string;
  /** Session of the lease under which it plays; `null` once it has handed the meeting over. */
  readonly session: string | null;
  /** Everything that another node needs to go on with the meeting. */
  readonly record: unknown;
  /** Revision of this entry. */
  readonly revision: number;
  /** Time at which NATS has stored it. */
  readonly writtenUnixMs: number;
}

/** Parts of an {@link Ownership}. */
export interface OwnershipInput {
  /** Bucket whose keys do not expire. */
  readonly bucket: Bucket;
  /** Id of this node. */
  readonly nodeId: string;
  /** Session of this node's lease; `undefined` without one. */
  readonly session: () => string | undefined;
  /** True while the lease of this node holds. */
  readonly isHeld: () => boolean;
  /** Another node plays a meeting that this node played. */
  readonly onTaken: (key: string) => void;
  /** Time, in real milliseconds. */
  readonly clock: Clock;
  /** Receiver of log lines. */
  readonly logger: Logger;
}

/**
 * Time for which NATS keeps the mark that a meeting has ended, as NATS writes durations. A server that is killed shows the
 * earlier value again once the mark has expired, and that must be too old to be continued then.
 */
const ENDED_FOR = '15m';

/** Age at which a record is written again though nothing has changed, in milliseconds: an old one is taken for one that has ended. */
const REFRESH_MS = 240_000;

/** Records that are written for their age alone at a time. */
const MAX_REFRESHES = 50;

/** Writes that are under way at a time: the renewal of the lease must not wait behind thousands of them. */
const MAX_WRITES = 64;

/** A meeting of this node, and what is to be written about it. */
interface Own {
  /** Record as it is to be written next. */
  record: unknown;
  /** Session that the bucket has; `undefined` until the first write. */
  session: string | undefined;
  /** Revision that the next write replaces; 0 if the key must not exist. */
  revision: number;
  /** Time of the last write. */
  writtenMs: number;
  /** Generation of the bucket to which the revision belongs. */
  generation: string;
  /** Something is to be written. */
  isDirty: boolean;
  /** The meeting has ended here; its key is to be deleted. */
  hasEnded: boolean;
  /** Write that is under way, with all that became due in the meantime. Resolves to false if another node owns the meeting. */
  writing: Promise<boolean> | undefined;
}

/** Which node plays which meeting. Each change names the revision that it replaces, so of several nodes one succeeds. */
export class Ownership implements WatchListener {
  readonly #input: OwnershipInput;
  readonly #all = new Map<string, OwnedMeeting>();
  readonly #own = new Map<string, Own>();
  readonly #ended = new EndedKeys();
  readonly #gate = new Gate(MAX_WRITES);

  constructor(input: OwnershipInput) {
    this.#input = input;
  }

  /** All meetings of all nodes, as far as this node knows. */
  all(): Iterable<OwnedMeeting> {
    return this.#all.values();
  }

  /** Returns a meeting as it was seen last. */
  find(key: string): OwnedMeeting | undefined {
    return this.#all.get(key);
  }

  /** True while this node may play a meeting. Cheap: asked before each send. */
  holds(key: string): boolean {
    const session = this.#own.get(key)?.session;
    return session !== undefined && session === this.#input.session() && this.#input.isHeld();
  }

  /** Record of a meeting of this node. */
  recordOf(key: string): unknown {
    return this.#own.get(key)?.record;
  }

  /** Keys of the meetings of this node. */
  get ownKeys(): readonly string[] {
    return [...this.#own].filter(([, own]) => !own.hasEnded).map(([key]) => key);
  }

  /** True for a meeting of this node, and for one whose end is not written yet. */
  isOwnOrEnding(key: string): boolean {
    return this.#own.has(key);
  }

  /** True for a meeting of this node, also while its lease does not hold. */
  isOwn(key: string): boolean {
    const own = this.#own.get(key);
    return own !== undefined && !own.hasEnded;
  }

  /**
   * Claims a meeting, or writes its newer record. Returns false if another node owns it.
   *
   * @throws if NATS does not answer; {@link settle} writes it later
   */
  async claim(key: string, record: unknown): Promise<boolean> {
    const own = this.#own.get(key) ?? this.#add(key, record, 0);
    own.record = record;
    own.isDirty = true;
    return this.#write(key, own);
  }

  /**
   * Takes over a meeting of another node, whose session must have ended. Returns false if someone else was faster.
   *
   * @throws if NATS does not answer
   */
  async takeOver(meeting: OwnedMeeting): Promise<boolean> {
    const { key, record, revision } = meeting;
    if (this.#own.has(key)) return false;
    try {
      return await this.#write(key, this.#add(key, record, revision));
    } catch (error) {
      // It may have been written all the same: then it is seen as a meeting of this node that it does not play.
      this.#own.delete(key);
      throw error;
    }
  }

  /** Deletes a meeting that no node plays. */
  async forget({ key, revision }: OwnedMeeting): Promise<void> {
    await this.#input.bucket.kv.purge(key, { previousSeq: revision, ttl: ENDED_FOR });
  }

  /**
   * Hands a meeting over: whoever takes it goes on with its record. From the call on, this node does not own it, and must not
   * play it.
   */
  async handOver(key: string): Promise<void> {
    const own = this.#own.get(key);
    if (!own) return;
    this.#own.delete(key);
    await own.writing;
    await this.#gate.run(() =>
      this.#input.bucket.kv.update(key, this.#entry(own.record, null), own.revision),
    );
  }

  /** A meeting has ended on this node. If NATS does not answer, its key is deleted later. */
  async release(key: string): Promise<void> {
    const own = this.#own.get(key);
    if (!own) return;
    own.hasEnded = true;
    own.isDirty = true;
    await this.#write(key, own);
  }

  /** Writes what could not be written and some of what is old, and claims all meetings for the present session. */
  async settle(): Promise<void> {
    const session = this.#input.session();
    const oldMs = this.#input.clock.now() - REFRESH_MS;
    const isDue = (own: Own): boolean => own.isDirty || own.hasEnded || own.session !== session;
    const old = [...this.#own].filter(([, own]) => !isDue(own) && own.writtenMs < oldMs);
    const due = [...[...this.#own].filter(([, own]) => isDue(own)), ...old.slice(0, MAX_REFRESHES)];
    await Promise.allSettled(
      due.map(async ([key, own]) => {
        own.isDirty = true;
        await this.#write(key, own);
      }),
    );
  }

  onValue(key: string, value: unknown, write: KeyWrite): void {
    if (!isObject(value) || typeof value['nodeId'] !== 'string') return;
    const { nodeId, session, record } = value;
    const { revision } = write;
    const meeting = {
      key,
      nodeId,
      session: typeof session === 'string' ? session : null,
      record,
      revision,
      writtenUnixMs: write.unixMs,
    };
    if (!this.#own.has(key) && this.#ended.includes(key, write)) return this.#forgetAgain(meeting);
    this.#all.set(key, meeting);
    const own = this.#own.get(key);
    if (own && own.writing === undefined && nodeId !== this.#input.nodeId && revision > own.revision) {
      this.#lose(key, own);
    }
  }

  onGone(key: string, end?: KeyWrite): void {
    this.#all.delete(key);
    if (end) this.#ended.add(key, end);
    const own = this.#own.get(key);
    // The bucket was deleted, or someone has deleted the key by hand.
    if (own && !own.hasEnded && own.writing === undefined) own.isDirty = true;
  }

  /** NATS was killed and has lost the end of a meeting. Of the nodes that remember it, one deletes it. */
  #forgetAgain(meeting: OwnedMeeting): void {
    const { logger } = this.#input;
    this.forget(meeting).then(
      () =>
        logger.log('info', `NATS has lost the end of the meeting ${meeting.key}, which is deleted again.`),
      (error: unknown) =>
        logger.log('debug', `The meeting ${meeting.key} is not deleted again: ${reasonOf(error)}`),
    );
  }

  #add(key: string, record: unknown, revision: number): Own {
    const own: Own = {
      record,
      session: undefined,
      revision,
      writtenMs: this.#input.clock.now(),
      generation: this.#input.bucket.generation,
      isDirty: true,
      hasEnded: false,
      writing: undefined,
    };
    this.#own.set(key, own);
    return own;
  }

  /** Another node owns the meeting, or has ended it. Returns false. */
  #lose(key: string, own: Own): false {
    this.#own.delete(key);
    const wasPlayed = own.session !== undefined && !own.hasEnded;
    if (wasPlayed) this.#input.onTaken(key);
    return false;
  }

  /** One write at a time: each names the revision of the last. */
  #write(key: string, own: Own): Promise<boolean> {
    own.writing ??= this.#writeAll(key, own).finally(() => {
      own.writing = undefined;
    });
    return own.writing;
  }

  async #writeAll(key: string, own: Own): Promise<boolean> {
    while (own.isDirty) {
      own.isDirty = false;
      try {
        if (!(await this.#gate.run(() => this.#writeOnce(key, own)))) return false;
      } catch (error) {
        own.isDirty = true;
        throw error;
      }
    }
    return true;
  }

  async #writeOnce(key: string, own: Own): Promise<boolean> {
    const { bucket } = this.#input;
    const session = this.#input.session();
    if (session === undefined) throw new Error('this node has no lease');
    try {
      if (own.hasEnded) {
        await this.#remove(key, own);
        return true;
      }
      const { kv, generation } = bucket;
      const entry = this.#entry(own.record, session);
      own.revision =
        own.revision === 0 ? await kv.create(key, entry) : await kv.update(key, entry, own.revision);
      own.session = session;
      own.writtenMs = this.#input.clock.now();
      own.generation = generation;
      return true;
    } catch (error) {
      if (isWrongRevision(error)) return this.#afterWrongRevision(key, own);
      // A new bucket in place of one that was deleted, with the disk of the server.
      if (isMissingBucket(error)) await bucket.open();
      throw error;
    }
  }

  async #remove(key: string, own: Own): Promise<void> {
    const { kv } = this.#input.bucket;
    // The answer to the first write may have been lost.
    const present = own.revision > 0 ? undefined : await this.#present(key);
    const revision = present?.isOurs === true ? present.revision : own.revision;
    if (revision > 0) await kv.purge(key, { previousSeq: revision, ttl: ENDED_FOR });
    this.#own.delete(key);
  }

  /** The value of a key that the bucket has; `undefined` for none. */
  async #present(key: string): Promise<{ readonly isOurs: boolean; readonly revision: number } | undefined> {
    const entry = await this.#input.bucket.kv.get(key);
    if (entry?.operation !== 'PUT') return undefined;
    const value: unknown = entry.json();
    const isOurs = isObject(value) && value['nodeId'] === this.#input.nodeId && value['session'] !== null;
    return { isOurs, revision: entry.revision };
  }

  /** Another revision: a write whose answer was lost, a bucket that is new, or another owner. */
  async #afterWrongRevision(key: string, own: Own): Promise<boolean> {
    const present = await this.#present(key);
    if (present?.isOurs === true) own.revision = present.revision;
    else if (!present && own.session !== undefined && (await this.#isNewBucket(own))) own.revision = 0;
    else return this.#lose(key, own);
    own.isDirty = true;
    return true;
  }

  /** True if the last write went to an earlier bucket. Another node may have created the new one, so NATS is asked. */
  async #isNewBucket({ generation }: Own): Promise<boolean> {
    const { bucket } = this.#input;
    if (generation === bucket.generation) await bucket.open();
    return generation !== bucket.generation;
  }

  #entry(record: unknown, session: string | null): string {
    return JSON.stringify({ nodeId: this.#input.nodeId, session, record });
  }
}
