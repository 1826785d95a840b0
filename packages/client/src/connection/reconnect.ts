/**
 * What to do when a connection breaks: a pure function, no timers and no sockets.
 *
 * The service leaves setting up again to the app and waits for it (PROTOCOL.md §14.2, documented): 60 s for
 * signaling, 65 s for media. The first attempt comes after 1 s, each later one after twice the time, at most
 * 10 s: the documents give the windows only; published programs begin with 1 s and double too (observed).
 */
import type { LinkEnd } from './links/link-state.js';

/** How long the service waits for the app to come back, in ms. */
export const WINDOW_MS = { signaling: 60_000, media: 65_000 } as const;

/** How long one attempt may take, in ms: connecting and the handshake. */
export const ATTEMPT_TIMEOUT_MS = 10_000;

/** An app that has heard no keep-alive for this long starts over, in ms (PROTOCOL.md §13, documented). */
export const SILENCE_MS = 65_000;

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 10_000;

/**
 * Between attempts while the server takes the old connection for alive, in ms (PROTOCOL.md §9.2, observed).
 */
const DUPLICATE_DELAYS_MS = [1500, 3000, 6000] as const;

/**
 * Refusals of a media socket that pass: one for the same media is open still, or the server has a fault. Both
 * generations' numbers (PROTOCOL.md §18.1). What the same numbers mean in the other generation, a bad
 * signature or bad parameters, cannot be meant: the very same handshake was accepted before.
 */
const PASSING_MEDIA_STATUSES: readonly number[] = [15, 16, 30, 31, 45, 72, 73, 74];
/** The same for signaling. 45 is a server fault in 2026; 72 to 74 are in 2025. */
const PASSING_SIGNALING_STATUSES: readonly number[] = [45, 72, 73, 74];

/** A connection that is gone, or an attempt that has failed. */
export interface Outage {
  /** `join`: there was no connection yet. */
  readonly what: 'join' | 'signaling' | 'media';
  /** Attempts that have failed; 0 when the connection has only just broken. */
  readonly failures: number;
  /** Since the connection broke, in ms. */
  readonly elapsedMs: number;
  /** How the connection, or the last attempt, ended. */
  readonly end: LinkEnd;
}

export type NextStep =
  | { readonly action: 'retry'; readonly delayMs: number }
  | { readonly action: 'give-up'; readonly why: string };

/** Decides about an outage. Ends that the server has announced never get here: they are final. */
export function nextStep(outage: Outage): NextStep {
  const { what, failures, elapsedMs, end } = outage;
  if (isDuplicate(end)) {
    const delayMs = DUPLICATE_DELAYS_MS[failures - 1];
    if (what === 'join') {
      return delayMs === undefined
        ? { action: 'give-up', why: 'the stream is connected elsewhere' }
        : { action: 'retry', delayMs };
    }
    return within(what, elapsedMs, delayMs ?? LONGEST_DELAY_MS);
  }
  if (what === 'join') return { action: 'give-up', why: end.problem };
  if (end.why === 'refused' && !passes(what, end.status)) return { action: 'give-up', why: end.problem };
  // Closed politely without a word: worth one attempt. In place of an answer it means no (PROTOCOL.md §15.1,
  // observed).
  if (what === 'signaling' && failures > 0 && end.why === 'closed' && end.code === 1000) {
    return { action: 'give-up', why: end.problem };
  }
  return within(what, elapsedMs, backOffMs(failures + 1));
}

/** Milliseconds before an attempt, counted from 1: 1 s, 2 s, 4 s, 8 s, then always 10 s. */
export function backOffMs(attempt: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
}

function within(what: 'signaling' | 'media', elapsedMs: number, delayMs: number): NextStep {
  const windowMs = WINDOW_MS[what];
  return elapsedMs + delayMs <= windowMs
    ? { action: 'retry', delayMs }
    : { action: 'give-up', why: `not back within ${windowMs / 1000} s` };
}

function passes(what: 'signaling' | 'media', status: number): boolean {
  return (what === 'media' ? PASSING_MEDIA_STATUSES : PASSING_SIGNALING_STATUSES).includes(status);
}

/** The words are the same in every generation, the numbers are not. */
function isDuplicate(end: LinkEnd): boolean {
  return end.why === 'refused' && /duplicate signal request/i.test(end.reason);
}
