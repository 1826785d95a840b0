import type { Cancel, MediaType } from '@rtms-mock/protocol';
import type { LossCause } from './reconnection.js';

/** How a media socket ended. */
export interface MediaEnding {
  readonly cause: LossCause;
  /** Close code; 1006 for a break. */
  readonly code: number;
  /** Who closed it. A broken network counts as the app. */
  readonly by: 'app' | 'server';
  /** Clock time of the first audio packet that was not sent, when it played audio. */
  readonly audioDueMs: number | undefined;
}

/** What a program says that is done with a socket; 1005 stands for a close frame without any code. */
const POLITE_CODES: ReadonlySet<number> = new Set([1000, 1001, 1005]);

/**
 * Whether the end of a media socket interrupts the stream. An app that closes one of several has given it up
 * and wants the others to go on (PROTOCOL.md §8.5); without any it cannot be meant (PROTOCOL.md §14.2).
 */
export function isLoss({ by, code }: MediaEnding, othersAreOpen: boolean): boolean {
  return by === 'server' || !POLITE_CODES.has(code) || !othersAreOpen;
}

/** A media socket that the app is to open again. */
export interface MediaLoss {
  readonly mediaTypes: readonly MediaType[];
  /** Ends the stream when it stays away. */
  readonly window: Cancel;
}

/** Losses of which some type is still away, when media of these types flows. */
export function stillLost(
  losses: readonly MediaLoss[],
  carried: ReadonlySet<MediaType>,
): readonly MediaLoss[] {
  return losses.filter(({ mediaTypes }) => mediaTypes.some((type) => !carried.has(type)));
}
