import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { Logger } from '@rtms-mock/server';
import { isMissingBucket, isWrongRevision, type Bucket } from './bucket.js';
import { reasonOf } from './cluster-error.js';
import { deadlineOf, isBefore, type LeaseTimes, type Moment } from './lease-rules.js';

/** Receives the changes of a lease. */
export interface LeaseListener {
  /** A new lease begins: what was owned under an earlier one is to be claimed again. */
  onBegin(session: string): void;
  /** The lease was not renewed in time: from now on others may take over. */
  onLapse(): void;
  /** The lease that had lapsed was renewed after all, before anyone took over. */
  onResume(): void;
}

/** Parts of a {@link NodeLease}. */
export interface LeaseInput {
  /** Bucket whose keys expire after {@link LeaseTimes.ttlMs}. */
  readonly bucket: Bucket;
  /** Id of the node, unique per process. */
  readonly nodeId: string;
  /** Time, in real milliseconds. */
  readonly clock: Clock;
  /** Durations. */
  readonly times: LeaseTimes;
  /** Describes the node to the others; called for each renewal. */
  readonly describe: () => object;
  /** Receiver of log lines. */
  readonly logger: Logger;
  /** Receiver of changes. */
  readonly listener: LeaseListener;
}

type State =
  | { readonly kind: 'none' }
  | { readonly kind: 'held'; readonly session: string; revision: number; deadline: Moment; isLapsed: boolean }
  | { readonly kind: 'given-up' };

/**
 * The right of a node to play its streams, as a key that expires unless it is renewed. A node that cannot renew it stops
 * before it expires, and the others wait until it has expired, so two nodes never play one stream. Each lease has a session
 * of its own: one that has expired is never renewed again.
 */
export class NodeLease {
  readonly #input: LeaseInput;
  #state: State = { kind: 'none' };
  #epoch = 0;
  #cancelTimer: Cancel = () => {};
  #cancelLapse: Cancel = () => {};
  #renewing: Promise<void> | undefined;

  constructor(input: LeaseInput) {
    this.#input = input;
  }

  /** True while this node may act as the owner of its streams. Cheap: asked before each send. */
  get isHeld(): boolean {
    const state = this.#state;
    return state.kind === 'held' && isBefore(this.#moment(), state.deadline);
  }

  /** Session of the lease; `undefined` before the first one and after {@link giveUp}. */
  get session(): string | undefined {
    return this.#state.kind === 'held' ? this.#state.session : undefined;
  }

  /** Begins a lease and renews it from now on. Rejects if the first one cannot be written. */
  async begin(): Promise<void> {
    await this.#acquire();
    this.#schedule();
  }

  /** Renews the lease now, such as when the connection is back or what {@link LeaseInput.describe} returns has changed. */
  async renew(): Promise<void> {
    // A renewal that is under way may have described the node as it was before.
    await this.#renewing;
    this.#renewing ??= this.#renewOnce().finally(() => {
      this.#renewing = undefined;
    });
    await this.#renewing;
  }

  /** Reports a lapse now whose timer is late. */
  check(): void {
    const state = this.#state;
    if (state.kind === 'held' && !isBefore(this.#moment(), state.deadline)) this.#lapse(state);
  }

  /** Ends the lease at once, so that others need not wait until it expires. */
  async giveUp(): Promise<void> {
    this.#cancelTimer();
    this.#cancelLapse();
    while (this.#renewing) await this.#renewing;
    const state = this.#state;
    this.#state = { kind: 'given-up' };
    if (state.kind !== 'held') return;
    await this.#input.bucket.kv.delete(state.session, { previousSeq: state.revision });
  }

  #moment(): Moment {
    const { clock } = this.#input;
    return { nowMs: clock.now(), unixMs: clock.unixMs() };
  }

  #schedule(): void {
    const { clock, times } = this.#input;
    this.#cancelTimer = clock.after(times.renewMs, () => {
      void this.renew().finally(() => {
        if (this.#state.kind !== 'given-up') this.#schedule();
      });
    });
  }

  /** Never rejects: a failure is logged, and the next renewal follows. */
  async #renewOnce(): Promise<void> {
    try {
      const state = this.#state;
      if (state.kind === 'held') await this.#extend(state);
      else if (state.kind === 'none') await this.#acquire();
    } catch (error) {
      this.#input.logger.log('debug', `The lease of this node was not renewed: ${reasonOf(error)}`);
    }
  }

  async #acquire(): Promise<void> {
    const { bucket, nodeId, listener } = this.#input;
    this.#epoch += 1;
    const session = `${nodeId}_${this.#epoch}`;
    const before = this.#moment();
    const kv = this.#epoch === 1 ? bucket.kv : await bucket.open();
    const revision = await kv.create(session, this.#value(session));
    if (this.#state.kind === 'given-up') return;
    this.#state = { kind: 'held', session, revision, deadline: before, isLapsed: false };
    this.#extendTo(this.#state, revision, before);
    listener.onBegin(session);
  }

  async #extend(held: State & { readonly kind: 'held' }): Promise<void> {
    const { bucket, times } = this.#input;
    const before = this.#moment();
    try {
      const { session } = held;
      const value = this.#value(session);
      this.#extendTo(held, await bucket.kv.update(session, value, held.revision, times.renewMs), before);
    } catch (error) {
      if (isWrongRevision(error)) return this.#afterWrongRevision(held);
      // The bucket is gone, with the disk of the server: the next renewal creates both.
      if (held.isLapsed && isMissingBucket(error) && this.#state === held) this.#state = { kind: 'none' };
      throw error;
    }
  }

  /** Another revision: either a renewal whose answer was lost has been written, or the lease has expired. */
  async #afterWrongRevision(held: State & { readonly kind: 'held' }): Promise<void> {
    const entry = await this.#input.bucket.kv.get(held.session);
    if (this.#state !== held) return;
    if (entry?.operation === 'PUT') {
      held.revision = entry.revision;
      return;
    }
    this.#lapse(held);
    this.#state = { kind: 'none' };
    await this.#acquire();
  }

  #extendTo(held: State & { readonly kind: 'held' }, revision: number, before: Moment): void {
    const { clock, times, listener } = this.#input;
    held.revision = revision;
    held.deadline = deadlineOf(before, times);
    const wasLapsed = held.isLapsed;
    held.isLapsed = false;
    this.#cancelLapse();
    this.#cancelLapse = clock.after(held.deadline.nowMs - clock.now(), () => this.#lapse(held));
    if (wasLapsed) listener.onResume();
  }

  #lapse(held: State & { readonly kind: 'held' }): void {
    if (held.isLapsed || this.#state !== held) return;
    this.#cancelLapse();
    held.isLapsed = true;
    held.deadline = { nowMs: -Infinity, unixMs: -Infinity };
    this.#input.listener.onLapse();
  }

  #value(session: string): string {
    return JSON.stringify({ ...this.#input.describe(), session });
  }
}
