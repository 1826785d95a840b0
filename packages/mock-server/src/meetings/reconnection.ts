import { StopReason, type NumericGeneration } from '@rtms-mock/protocol';

/** How long the service waits for an app, in milliseconds (PROTOCOL.md §14.2). */
export interface TimeLimits {
  /** From `rtms_started` until somebody connects. */
  readonly connectMs: number;
  readonly signalingWindowMs: number;
  readonly mediaWindowMs: number;
}

const LIMITS: { readonly [G in NumericGeneration]: TimeLimits } = {
  '2025': { connectMs: 60_000, signalingWindowMs: 60_000, mediaWindowMs: 30_000 },
  '2026': { connectMs: 60_000, signalingWindowMs: 60_000, mediaWindowMs: 65_000 },
};

export function timeLimits(generation: NumericGeneration): TimeLimits {
  return LIMITS[generation];
}

/** Why a connection is gone: its socket closed or broke, or three keep-alives went unanswered. */
export type LossCause = 'closed' | 'keep-alive';

/**
 * Why a stream stops when nobody came back in time (PROTOCOL.md §14.2, assumed; 2025 has no 19 and no 24).
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
  if (generation === '2026') return StopReason.STOP_BC_AWAIT_RECONNECTION_TIMEOUT;
  return lost === 'signaling'
    ? StopReason.STOP_BC_SIGNAL_CONNECTION_INTERRUPTED
    : StopReason.STOP_BC_DATA_CONNECTION_INTERRUPTED;
}
