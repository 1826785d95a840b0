/**
 * Meetings begin at multiples of this many milliseconds, so that the packets of many meetings are due at the same time
 * and share one wake-up of the process.
 */
export const PHASE_MS = 5;

/** Audio packets come at multiples of this many milliseconds (PROTOCOL.md §11.1), so there are four phases. */
const PERIOD_MS = 20;

/**
 * Distributes the meetings of a server over the phases of an audio packet. Meetings that are started together, as in a load
 * test, would otherwise send all their packets at the same moment, and the last of them would be late.
 */
export class MeetingPhases {
  /** Number of meetings that have begun in each phase. */
  readonly #begun = Array.from({ length: PERIOD_MS / PHASE_MS }, () => 0);

  /**
   * Returns the time at which a meeting begins that is started at `nowMs`, in milliseconds: of the phases that have just
   * passed, the one with the fewest meetings, and of several the latest.
   */
  begin(nowMs: number): number {
    const latest = Math.floor(nowMs / PHASE_MS);
    let best = latest;
    for (let earlier = latest - 1; earlier > latest - this.#begun.length; earlier -= 1) {
      if (this.#countOf(earlier) < this.#countOf(best)) best = earlier;
    }
    this.#begun[this.#phaseOf(best)] = this.#countOf(best) + 1;
    return best * PHASE_MS;
  }

  #countOf(multiple: number): number {
    return this.#begun[this.#phaseOf(multiple)] ?? 0;
  }

  #phaseOf(multiple: number): number {
    const { length } = this.#begun;
    return ((multiple % length) + length) % length;
  }
}
