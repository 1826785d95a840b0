import { StopReason, type NumericGeneration } from '@rtms-mock/protocol';

/** Time limits of the service for an app, in milliseconds (PROTOCOL.md §14.2). */
export interface TimeLimits {
  /** From `rtms_started` until the app has completed the signaling handshake. */
  readonly connectMs: number;
  /** From the loss of signaling until the app has reconnected. */
  readonly signalingWindowMs: number;
  /** From the loss of a media socket until the app has reconnected. */
  readonly mediaWindowMs: number;
  /** From the refusal of a media type mask until its socket is closed, and the stream ends without any media socket. */
  readonly refusedMaskMs: number;
}

const LIMITS: { readonly [G in NumericGeneration]: TimeLimits } = {
  '2025': { connectMs: 60_000, signalingWindowMs: 60_000, mediaWindowMs: 30_000, refusedMaskMs: 90_000 },
  '2026': { connectMs: 60_000, signalingWindowMs: 60_000, mediaWindowMs: 65_000, refusedMaskMs: 90_000 },
};

/** Returns the time limits of a generation. */
export function timeLimits(generation: NumericGeneration): TimeLimits {
  return LIMITS[generation];
}

/** Cause of a lost connection: its socket closed or broke, or three keep-alives were unanswered. */
export type LossCause = 'closed' | 'keep-alive';

/**
 * Returns the stop reason of a stream whose app has not reconnected in time (PROTOCOL.md §14.2, assumed; 2025 has no 19
 * and no 24).
 */
export function windowReason(
  generation: NumericGeneration,
  lost: 'signaling' | 'media',
  cause: LossCause,
): StopReason {
  if (cause === 'keep-alive') {
    return generation === '2025'
      ? StopReason.STOP_BC_CONNECTION_TIMEOUT
      : StopReason.STOP_BC_KEEP_ALIVE_TIMEOUT;
  }
  if (generation !== '2025') return StopReason.STOP_BC_AWAIT_RECONNECTION_TIMEOUT;
  return lost === 'signaling'
    ? StopReason.STOP_BC_SIGNAL_CONNECTION_INTERRUPTED
    : StopReason.STOP_BC_DATA_CONNECTION_INTERRUPTED;
}
