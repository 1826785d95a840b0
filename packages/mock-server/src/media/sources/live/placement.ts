/** Placement of pushed audio on a meeting's time line. */
import { SLACK_MS } from '../../pacer.js';

/** Length of the shortest packet, in milliseconds. Packets of all formats end on this grid. */
export const GRID_MS = 20;

/** Length of the part of a due packet that lies after now, in milliseconds. */
export const REACH_MS = GRID_MS;

/** Input of {@link placeAudio}, in milliseconds since the meeting began. */
export interface PlacementInput {
  readonly nowMs: number;
  readonly latencyMs: number;
  /** End of the participant's previous audio; 0 before the first. */
  readonly endMs: number;
}

/**
 * Returns the position at which pushed audio begins: the end of the previous audio, unless packets that may have
 * been sent already reach beyond it. In that case there is a gap, and the audio begins with a new packet after the
 * latency. A packet that is due never changes afterwards.
 */
export function placeAudio({ nowMs, latencyMs, endMs }: PlacementInput): number {
  const sentUntilMs = (Math.floor((nowMs + SLACK_MS) / GRID_MS) + 1) * GRID_MS;
  if (endMs >= sentUntilMs) return endMs;
  return Math.max(sentUntilMs, Math.ceil((nowMs + latencyMs) / GRID_MS) * GRID_MS);
}

/**
 * Returns the span of the time line that a packet holds. A packet is sent when it is due, at `index × intervalMs`,
 * and live audio does not exist long before that. So packets of every length end {@link REACH_MS} after they are
 * due, and longer packets begin earlier.
 */
export function packetSpan(
  index: number,
  intervalMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  const toMs = index * intervalMs + REACH_MS;
  return { fromMs: toMs - intervalMs, toMs };
}
