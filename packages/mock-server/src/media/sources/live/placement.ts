/** Where on a meeting's time line pushed sound begins. */
import { SLACK_MS } from '../../pacer.js';

/** The shortest packet, in milliseconds: every packet of every format ends on this grid. */
export const GRID_MS = 20;

/** How far a packet that is due reaches beyond now, in milliseconds. */
export const REACH_MS = GRID_MS;

/** What the decision depends on; all in milliseconds since the meeting began. */
export interface PlacementInput {
  readonly nowMs: number;
  readonly latencyMs: number;
  /** Where the sound before ends; 0 before the first. */
  readonly endMs: number;
}

/**
 * Goes on where the last sound ended, unless packets that may have been sent already reach beyond that: then
 * there is a gap, and the new sound begins with a packet of its own, after the latency. Packets that are due
 * never change any more.
 */
export function placeSound({ nowMs, latencyMs, endMs }: PlacementInput): number {
  const takenMs = (Math.floor((nowMs + SLACK_MS) / GRID_MS) + 1) * GRID_MS;
  if (endMs >= takenMs) return endMs;
  return Math.max(takenMs, Math.ceil((nowMs + latencyMs) / GRID_MS) * GRID_MS);
}

/**
 * The span of the time line that a packet holds. A packet leaves when it is due, at `index × intervalMs`, and
 * live sound is not there long before it is: so packets of every length end {@link REACH_MS} after they are
 * due, and longer ones hold sound that is older by what they are longer.
 */
export function packetSpan(
  index: number,
  intervalMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  const toMs = index * intervalMs + REACH_MS;
  return { fromMs: toMs - intervalMs, toMs };
}
