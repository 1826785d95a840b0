import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { Labels } from '@rtms-mock/server/fleet';
import {
  isWaitingForLabels,
  MAX_AGE_TEXT,
  mayAdopt,
  mayEnd,
  mayForget,
  type AdoptionFacts,
} from './adoption-rules.js';
import type { Bucket } from './bucket.js';
import { reasonOf } from './cluster-error.js';
import type { Directory } from './directory.js';
import { Gate } from './gate.js';
import type { OwnedMeeting, Ownership } from './ownership.js';
import { takeOver, type TakeOverContext } from './take-over.js';
import { labelsText, WaitingMeetings } from './waiting-meetings.js';

/** Parts of an {@link Adopter}. */
export interface AdopterInput extends TakeOverContext {
  /** Id of this node. */
  readonly nodeId: string;
  /** Time, in real milliseconds. */
  readonly clock: Clock;
  /** Bucket of the leases. */
  readonly leases: Bucket;
  /** Which node plays what. */
  readonly ownership: Ownership;
  /** True for a lease that has not expired, as far as this node knows. */
  readonly isLive: (session: string) => boolean;
  /** Ids of the nodes that may take a meeting. */
  readonly candidates: (key: string) => readonly string[];
  /** Properties of the meetings. */
  readonly directory: Pick<Directory, 'keyOf' | 'labelsOf'>;
  /** Time since which NATS answers this node without interruption; `undefined` while its lease does not hold. */
  readonly steadySinceMs: () => number | undefined;
  /** Ends a meeting that this node has taken over. */
  readonly end: (record: unknown) => Promise<void>;
}

/** Time between two looks at the meetings, in milliseconds. */
const INTERVAL_MS = 250;

/** Meetings that are taken over at a time. */
const MAX_ATTEMPTS = 64;

/** Takes over meetings whose node is lost or has handed them over. */
export class Adopter {
  readonly #input: AdopterInput;
  /** Times at which meetings were first seen without a node. */
  readonly #orphans = new Map<string, number>();
  readonly #busy = new Set<string>();
  /** Sessions that have ended. None ever begins again. */
  readonly #ended = new Set<string>();
  readonly #gate = new Gate(MAX_ATTEMPTS);
  readonly #waiting: WaitingMeetings;
  #cancel: Cancel = () => {};

  constructor(input: AdopterInput) {
    this.#input = input;
    this.#waiting = new WaitingMeetings(input.logger);
  }

  /** Looks for such meetings from now on. */
  start(): void {
    this.#cancel = this.#input.clock.after(INTERVAL_MS, () => {
      this.check();
      this.start();
    });
  }

  /** Looks for such meetings now. */
  check(): void {
    const { ownership, clock } = this.#input;
    const now = clock.now();
    for (const meeting of ownership.all()) {
      const { key } = meeting;
      if (!this.#isOrphan(meeting)) {
        this.#orphans.delete(key);
        continue;
      }
      const since = this.#orphans.get(key) ?? now;
      this.#orphans.set(key, since);
      if (this.#busy.has(key)) continue;
      const facts = this.#factsOf(meeting, now - since);
      if (!facts) continue;
      if (isWaitingForLabels(facts)) this.#waiting.add(key, this.#input.directory.labelsOf(key));
      if (mayEnd(facts)) void this.#attempt(meeting, () => this.#endInVain(meeting));
      else if (mayForget(facts)) void this.#attempt(meeting, () => this.#forget(meeting));
      else if (mayAdopt(key, this.#input.nodeId, facts)) {
        void this.#attempt(meeting, () => this.#takeOver(meeting));
      }
    }
    this.#waiting.announce();
  }

  /** Ends a meeting now that waits for a node with its labels. Resolves to false if it is no such meeting. */
  async endWaiting(streamId: string): Promise<boolean> {
    const { ownership, directory, steadySinceMs } = this.#input;
    const meeting = ownership.find(directory.keyOf(streamId) ?? streamId);
    if (!meeting || this.#busy.has(meeting.key) || steadySinceMs() === undefined) return false;
    if (!this.#isOrphan(meeting) || !this.#isWaiting(meeting.key)) return false;
    let isEnded = false;
    await this.#attempt(meeting, async () => {
      isEnded = await this.#end(meeting);
    });
    return isEnded;
  }

  /** Returns the labels for which a meeting waits, since no node has them; `undefined` for other meetings. */
  awaitedLabels(id: string): Labels | undefined {
    const { ownership, directory } = this.#input;
    const meeting = ownership.find(directory.keyOf(id) ?? id);
    if (!meeting || !this.#isOrphan(meeting) || !this.#isWaiting(meeting.key)) return undefined;
    return directory.labelsOf(meeting.key);
  }

  /** Adopts nothing any more. */
  close(): void {
    this.#cancel();
  }

  #isOrphan({ key, nodeId, session }: OwnedMeeting): boolean {
    if (session === null) return true;
    // An earlier attempt has succeeded, but its answer was lost.
    if (nodeId === this.#input.nodeId) return !this.#input.ownership.isOwnOrEnding(key);
    return !this.#input.isLive(session);
  }

  #isWaiting(key: string): boolean {
    const { candidates, directory } = this.#input;
    return candidates(key).length === 0 && Object.keys(directory.labelsOf(key)).length > 0;
  }

  /** Returns `undefined` while the lease of this node does not hold. */
  #factsOf({ key, writtenUnixMs }: OwnedMeeting, orphanedForMs: number): AdoptionFacts | undefined {
    const { clock, candidates, steadySinceMs } = this.#input;
    const since = steadySinceMs();
    if (since === undefined) return undefined;
    return {
      candidates: candidates(key),
      isWaiting: this.#isWaiting(key),
      orphanedForMs,
      ageMs: clock.unixMs() - writtenUnixMs,
      steadyForMs: clock.now() - since,
    };
  }

  async #attempt({ key }: OwnedMeeting, act: () => Promise<void>): Promise<void> {
    this.#busy.add(key);
    try {
      await this.#gate.run(act);
    } catch (error) {
      // The meeting is still without a node: another look follows, here and at the other nodes.
      this.#input.logger.log('debug', `The meeting ${key} is still without a node: ${reasonOf(error)}`);
    } finally {
      this.#busy.delete(key);
      this.#orphans.delete(key);
    }
  }

  /** Asks the leader whether the node of a meeting lives: a watch may be behind. */
  async #isPlayed({ session, nodeId }: OwnedMeeting): Promise<boolean> {
    if (session === null || nodeId === this.#input.nodeId || this.#ended.has(session)) return false;
    const lease = await this.#input.leases.kv.get(session);
    if (lease?.operation === 'PUT') return true;
    this.#ended.add(session);
    return false;
  }

  async #forget(meeting: OwnedMeeting): Promise<void> {
    if (await this.#isPlayed(meeting)) return;
    await this.#input.ownership.forget(meeting);
    this.#input.logger.log(
      'info',
      `The meeting ${meeting.key} of ${meeting.nodeId} is forgotten: no node has played it for ${MAX_AGE_TEXT}.`,
    );
  }

  async #endInVain(meeting: OwnedMeeting): Promise<void> {
    const { logger, directory } = this.#input;
    const labels = labelsText(directory.labelsOf(meeting.key));
    if (!(await this.#end(meeting))) return;
    logger.log(
      'warn',
      `The meeting ${meeting.key} of ${meeting.nodeId} has waited about ${MAX_AGE_TEXT} for a node with ${labels}, and is ended: none has joined.`,
    );
  }

  /** Takes a meeting over to end it. Resolves to false if another node was faster, or plays it. */
  async #end(meeting: OwnedMeeting): Promise<boolean> {
    const { ownership, end, logger } = this.#input;
    const { key, nodeId, record } = meeting;
    if (await this.#isPlayed(meeting)) return false;
    if (!(await ownership.takeOver(meeting))) return false;
    try {
      await end(record);
    } catch (error) {
      logger.log(
        'error',
        `The meeting ${key} of ${nodeId} ends without a word to its apps: ${reasonOf(error)}`,
      );
    }
    await ownership.release(key);
    return true;
  }

  async #takeOver(meeting: OwnedMeeting): Promise<void> {
    if (!(await this.#isPlayed(meeting))) await takeOver(meeting, this.#input);
  }
}
