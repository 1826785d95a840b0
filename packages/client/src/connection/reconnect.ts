/**
 * Decides about reconnecting. Pure: no timers and no sockets.
 *
 * The service waits for the app to reconnect (PROTOCOL.md §14.2, documented): 60 s for signaling, 65 s for media.
 * The first attempt follows after 1 s, each later one after twice the delay before, max 10 s. The delays are
 * not documented; published programs begin with 1 s and double it too (observed).
 */
import type { LinkEnd } from './links/link-state.js';

/** Time in ms that the service waits for the app to reconnect. */
export const WINDOW_MS = { signaling: 60_000, media: 65_000 } as const;

/** Time limit of one attempt in ms: connecting and the handshake. */
export const ATTEMPT_TIMEOUT_MS = 10_000;

/** Time in ms without a keep-alive after which an app should reconnect (PROTOCOL.md §13, documented). */
export const SILENCE_MS = 65_000;

/**
 * Time in ms after which a reconnection counts as lasting. If one is lost sooner, the delays go on from the last one,
 * so that a server that accepts and drops is not connected to every second.
 */
export const LASTING_MS = 10_000;

const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 10_000;

/** Delays in ms while the server considers the old connection alive (PROTOCOL.md §9.2, observed). */
const DUPLICATE_DELAYS_MS = [1500, 3000, 6000] as const;

/**
 * Temporary refusals of a media socket: the old socket for the same media is still open, or the server has a fault.
 * The numbers of both generations (PROTOCOL.md §18.1). Their meaning in the other generation, an invalid
 * signature or invalid parameters, is impossible here: the same handshake was accepted before.
 */
const TEMPORARY_MEDIA_STATUSES: readonly number[] = [15, 16, 30, 31, 45, 72, 73, 74];
/** Temporary refusals of signaling: 45 is a server fault in 2026, 72 to 74 are in 2025. */
const TEMPORARY_SIGNALING_STATUSES: readonly number[] = [45, 72, 73, 74];

/** A lost connection, or a failed attempt to connect. */
export interface Outage {
  /** `join`: signaling for the first time. */
  readonly kind: 'join' | 'signaling' | 'media';
  /** Number of failed attempts; 0 immediately after a loss. */
  readonly failures: number;
  /**
   * Number of reconnections in a row that did not last. They only make the delays longer.
   * @default 0
   */
  readonly shortLived?: number;
  /** Time since the loss in ms. */
  readonly elapsedMs: number;
  /** End of the connection or of the last attempt. */
  readonly end: LinkEnd;
}

/** A decision. `reason`: for log lines. */
export type NextStep =
  | { readonly action: 'retry'; readonly delayMs: number }
  | { readonly action: 'give-up'; readonly reason: string };

/** Decides about an outage. The end of a stream that the server has announced is none. */
export function nextStep(outage: Outage): NextStep {
  const { kind, failures, shortLived = 0, elapsedMs, end } = outage;
  if (isDuplicate(end)) {
    const delayMs = DUPLICATE_DELAYS_MS[failures - 1];
    if (kind === 'join') {
      return delayMs === undefined
        ? { action: 'give-up', reason: 'the stream is connected elsewhere' }
        : { action: 'retry', delayMs };
    }
    return within(kind, elapsedMs, delayMs ?? MAX_DELAY_MS);
  }
  if (kind === 'join') return { action: 'give-up', reason: end.problem };
  if (end.cause === 'refused' && !isTemporary(kind, end.status))
    return { action: 'give-up', reason: end.problem };
  // In place of the answer a normal close is a refusal (PROTOCOL.md §15.1, observed).
  if (kind === 'signaling' && isNormalClose(end)) return { action: 'give-up', reason: end.problem };
  return within(kind, elapsedMs, backOffMs(failures + shortLived + 1));
}

/** Counts the reconnections that did not last. Call it for each loss and for each success. */
export class ReconnectionHistory {
  #reconnectedAtMs: number | undefined;
  #shortLived = 0;

  /** Number of reconnections in a row that did not last. */
  get shortLived(): number {
    return this.#shortLived;
  }

  /** The connection was reconnected at `nowMs`. */
  reconnected(nowMs: number): void {
    this.#reconnectedAtMs = nowMs;
  }

  /** The connection was lost at `nowMs`. The first loss of a connection that was not reconnected counts as 0. */
  lost(nowMs: number): void {
    const since = this.#reconnectedAtMs;
    this.#reconnectedAtMs = undefined;
    this.#shortLived = since !== undefined && nowMs - since < LASTING_MS ? this.#shortLived + 1 : 0;
  }
}

/** Delay of an attempt in ms: 1, 2, 4, 8, then always 10 s. Attempts count from 1. */
export function backOffMs(attempt: number): number {
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
}

function within(kind: 'signaling' | 'media', elapsedMs: number, delayMs: number): NextStep {
  const windowMs = WINDOW_MS[kind];
  return elapsedMs + delayMs <= windowMs
    ? { action: 'retry', delayMs }
    : { action: 'give-up', reason: `no connection within ${windowMs / 1000} s` };
}

function isTemporary(kind: 'signaling' | 'media', status: number): boolean {
  return (kind === 'media' ? TEMPORARY_MEDIA_STATUSES : TEMPORARY_SIGNALING_STATUSES).includes(status);
}

/** True if the server has closed the socket with code 1000. On signaling it is the end of the stream. */
export function isNormalClose(end: LinkEnd): boolean {
  return end.cause === 'closed' && end.code === 1000;
}

/** The text is the same in all generations, the numbers differ. */
function isDuplicate(end: LinkEnd): boolean {
  return end.cause === 'refused' && /duplicate signal request/i.test(end.reason);
}
