import { array, dataKind, milliseconds, positiveNumber, type Kind } from '../input/kinds.js';
import { readObject, required } from '../input/object.js';
import { good } from '../input/reading.js';
import type { WebhookOutcome } from './webhook-outcome.js';

/** Schedule of further attempts for a webhook that its receiver has not accepted in time. */
export interface RetryPolicy {
  /** Delay before each further attempt, counted from the end of the previous attempt, in milliseconds. */
  readonly delaysMs: readonly number[];
}

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

const MAX_ATTEMPTS = 100;
const FIELDS = {
  delaysMs: required(
    array(milliseconds(0), MAX_ATTEMPTS),
    '',
    'documentedRetryPolicy() has those of the real service.',
  ),
};

const SCALE = positiveNumber(100, 'such as 1 for the real delays or 0.01 for a hundredth of them');

/** A policy of a program; in strings the scale of the real service's schedule. */
export const RETRY_POLICY: Kind<RetryPolicy> = {
  ...dataKind('an object such as documentedRetryPolicy()', (value) => readObject(FIELDS, value)),
  argument: 'SCALE',
  parse: (text) => {
    const scale = SCALE.parse(text);
    return scale.ok ? good(documentedRetryPolicy(scale.value)) : scale;
  },
};

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
