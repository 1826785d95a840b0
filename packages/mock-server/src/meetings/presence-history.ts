/** A participant who can be heard from now on, or cannot. */
interface Change<P> {
  readonly participant: P;
  /** True after a join or when the microphone is turned on, false after the opposite. */
  readonly isPresent: boolean;
  /** Position in the meeting, in milliseconds. */
  readonly atMs: number;
}

/** Age up to which changes are kept, in milliseconds. Audio is sent at most one minute late, to an app that reconnects. */
const KEPT_MS = 2 * 60_000;

/**
 * History of joins and leaves, and of microphones that were turned on and off. Media that is sent late contains the
 * participants who were present at its position, not those who are present now.
 */
export class PresenceHistory<P> {
  /** Ordered by time, no older than {@link KEPT_MS}. */
  #changes: Change<P>[] = [];

  /** Position of the last change, in milliseconds; `-Infinity` before the first. */
  get lastChangeMs(): number {
    return this.#changes.at(-1)?.atMs ?? -Infinity;
  }

  /** Records a change at a position in milliseconds. */
  record(participant: P, isPresent: boolean, atMs: number): void {
    this.#changes = this.#changes.filter((change) => change.atMs > atMs - KEPT_MS);
    this.#changes.push({ participant, isPresent, atMs });
  }

  /** Returns true if the participant was present at a position. `isPresent`: the present state. */
  wasPresent(participant: P, positionMs: number, isPresent: boolean): boolean {
    if (positionMs >= this.lastChangeMs) return isPresent;
    const next = this.#changes.find(
      (change) => change.participant === participant && change.atMs > positionMs,
    );
    return next ? !next.isPresent : isPresent;
  }
}
