import type { RetryPolicy } from '../settings.js';
import type { WebhookOutcome } from './webhook-outcome.js';

/**
 * A receiver must answer within this time, in milliseconds, or the real service sends again
 * (PROTOCOL.md §6.1).
 */
export const ANSWER_LIMIT_MS = 3000;

const MINUTE_MS = 60_000;

/**
 * The real service's schedule: 5 minutes after the first attempt, 20 after that, 60 after that, then it
 * gives up (PROTOCOL.md §6.1, documented). `scale` shortens it: 0.01 waits 3, 12 and 36 seconds. Default 1.
 */
export function documentedRetryPolicy(scale = 1): RetryPolicy {
  return { delaysMs: [5, 20, 60].map((minutes) => minutes * MINUTE_MS * scale) };
}

/** Did the receiver take it, in time? Anything else makes the real service send again. */
export function takenInTime(outcome: WebhookOutcome): boolean {
  return outcome.status === 'delivered' && !outcome.late;
}

/**
 * How long to wait before the next attempt, in milliseconds; `undefined` when there is none.
 * `attempt`: number of the attempt that ended with `outcome`, the first is 1.
 */
export function retryDelayMs(
  policy: RetryPolicy,
  attempt: number,
  outcome: WebhookOutcome,
): number | undefined {
  return takenInTime(outcome) ? undefined : policy.delaysMs[attempt - 1];
}
