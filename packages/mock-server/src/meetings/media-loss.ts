import type { Cancel, MediaType } from '@rtms-mock/protocol';
import type { LossCause } from './reconnection.js';

/** Circumstances under which a media socket was closed. */
export interface MediaEnding {
  readonly cause: LossCause;
  /** Close code; 1006 if the connection broke. */
  readonly code: number;
  /** Side that closed the socket. A broken connection counts as closed by the app. */
  readonly by: 'app' | 'server';
  /** Clock time of the first audio packet that was not sent, in milliseconds; `undefined` if no audio was sent. */
  readonly audioDueMs: number | undefined;
}

/** Close codes of a program that no longer needs a socket. 1005 stands for a close frame without a code. */
const NORMAL_CLOSE_CODES: ReadonlySet<number> = new Set([1000, 1001, 1005]);

/**
 * Returns true if the end of a media socket interrupts the stream. An app that closes one of several media sockets
 * normally no longer needs it, and the others continue (PROTOCOL.md §8.5). Closing the last one is always a loss
 * (PROTOCOL.md §14.2).
 */
export function isLoss({ by, code }: MediaEnding, othersAreOpen: boolean): boolean {
  return by === 'server' || !NORMAL_CLOSE_CODES.has(code) || !othersAreOpen;
}

/** A lost media socket, which the app has to open again. */
export interface MediaLoss {
  readonly mediaTypes: readonly MediaType[];
  /** Cancels the timer that ends the stream if the socket is not replaced in time. */
  readonly window: Cancel;
}

/** Returns the losses that are still open: at least one of their media types is not in `carried`. */
export function stillLost(
  losses: readonly MediaLoss[],
  carried: ReadonlySet<MediaType>,
): readonly MediaLoss[] {
  return losses.filter(({ mediaTypes }) => mediaTypes.some((type) => !carried.has(type)));
}
