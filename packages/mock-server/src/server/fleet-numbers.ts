import { preciseUnixMs } from '../clock.js';

/** Processes that a fleet can number. */
export const MAX_NODE_INDEX = 999;

/** Room for the index of a node in the lowest digits of a number. */
const NODES = MAX_NODE_INDEX + 1;

/** Numbers that no other process of the fleet uses. */
export interface FleetNumbers {
  /** Number of the journal entry after the one with number `previous`; larger than those of earlier entries anywhere. */
  readonly nextSeq: (previous: number) => number;
  /** Unix time at which the clocks of the fleet were 0, in milliseconds. */
  readonly originUnixMs: number;
  /** Number of the connection that is opened after `count` others. */
  readonly connection: (count: number) => number;
}

/**
 * Numbers of one process of a fleet. Journals of several processes are merged by sorting, because sequence numbers count
 * the microseconds since a moment that all share.
 *
 * @param fleet `epochUnixMs`: that moment, in Unix milliseconds, the start of the fleet. `index`: number of the process,
 *   from 0 to {@link MAX_NODE_INDEX}; no two processes have the same at a time
 * @param unixMs real time, in milliseconds with fractions
 */
export function fleetNumbers(
  fleet: { readonly epochUnixMs: number; readonly index: number },
  unixMs: () => number = preciseUnixMs,
): FleetNumbers {
  const { epochUnixMs, index } = fleet;
  return {
    nextSeq: (previous) => {
      const micros = Math.max(0, Math.floor((unixMs() - epochUnixMs) * 1000));
      return Math.max(micros, Math.floor(previous / NODES) + 1) * NODES + index;
    },
    originUnixMs: epochUnixMs,
    connection: (count) => (count + 1) * NODES + index,
  };
}
