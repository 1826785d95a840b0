/** Decisions about the lease of a node, as functions of times in milliseconds. */

/** Durations of a lease, in milliseconds. */
export interface LeaseTimes {
  /** Time after which a lease ends that is not renewed. */
  readonly ttlMs: number;
  /** A node stops this long before its lease ends, so that clocks that run unevenly do not matter. */
  readonly marginMs: number;
  /** Time between two renewals. */
  readonly renewMs: number;
}

/** Lease of 3 s: a lost node is noticed 2 to 3.5 s after its last sign of life. */
export const LEASE_TIMES: LeaseTimes = { ttlMs: 3000, marginMs: 300, renewMs: 750 };

/** A moment on both clocks: elapsed time, which stands still while the machine sleeps, and Unix time, which may be set. */
export interface Moment {
  /** Elapsed time. */
  readonly nowMs: number;
  /** Unix time. */
  readonly unixMs: number;
}

/** The moment until which a node may act that began to renew its lease at `beforeRenew`. */
export function deadlineOf(beforeRenew: Moment, { ttlMs, marginMs }: LeaseTimes): Moment {
  const durationMs = ttlMs - marginMs;
  return { nowMs: beforeRenew.nowMs + durationMs, unixMs: beforeRenew.unixMs + durationMs };
}

/** True as long as neither clock has reached the deadline. */
export function isBefore(moment: Moment, deadline: Moment | undefined): boolean {
  return deadline !== undefined && moment.nowMs < deadline.nowMs && moment.unixMs < deadline.unixMs;
}
