import type { RetryPolicy } from '../settings.js';
import type { WebhookOutcome } from './webhook-outcome.js';

/**
 * Milliseconds within which a receiver must answer; otherwise the real service sends the webhook again
 * (PROTOCOL.md §6.1).
 */
export const ANSWER_LIMIT_MS = 3000;

const MINUTE_MS = 60_000;

/**
 * The retry schedule of the real service: 5 minutes after the first attempt, 20 minutes after the second, 60 after
 * the third, then none (PROTOCOL.md §6.1, documented).
 *
 * @param scale multiplies the delays: 0.01 waits 3, 12 and 36 seconds. Default 1.
 */
export function documentedRetryPolicy(scale = 1): RetryPolicy {
  return { delaysMs: [5, 20, 60].map((minutes) => minutes * MINUTE_MS * scale) };
}

/** True when the receiver accepted the webhook in time; otherwise the real service sends it again. */
export function acceptedInTime(outcome: WebhookOutcome): boolean {
  return outcome.status === 'delivered' && !outcome.late;
}

/**
 * Milliseconds until the next attempt; `undefined` when there is none. `attempt` is the number of the attempt that
 * ended with `outcome`; the first is 1.
 */
export function retryDelayMs(
  policy: RetryPolicy,
  attempt: number,
  outcome: WebhookOutcome,
): number | undefined {
  return acceptedInTime(outcome) ? undefined : policy.delaysMs[attempt - 1];
}
