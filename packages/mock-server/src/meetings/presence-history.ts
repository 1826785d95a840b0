/** A participant who can be heard from now on, or cannot. */
interface Change<P> {
  readonly participant: P;
  /** True after a join or when the microphone is turned on, false after the opposite. */
  readonly isPresent: boolean;
  /** Position in the meeting, in milliseconds. */
  readonly atMs: number;
}

/** Age up to which changes are kept by default, in milliseconds. Audio is sent at most one minute late, to an app that reconnects. */
const KEPT_MS = 2 * 60_000;

/** Changes that are kept at most; the oldest are dropped first. */
const MAX_CHANGES = 20_000;

/**
 * History of joins and leaves, and of microphones that were turned on and off. Media that is sent late contains the
 * participants who were present at its position, not those who are present now.
 */
export class PresenceHistory<P> {
  readonly #keptMs: number;
  /** Ordered by time. */
  #changes: Change<P>[] = [];

  /** @param keptMs age up to which changes are kept, in milliseconds. Default: 2 minutes */
  constructor(keptMs: number = KEPT_MS) {
    this.#keptMs = keptMs;
  }

  /** Position of the last change, in milliseconds; `-Infinity` before the first. */
  get lastChangeMs(): number {
    return this.#changes.at(-1)?.atMs ?? -Infinity;
  }

  /** Records a change at a position in milliseconds. */
  record(participant: P, isPresent: boolean, atMs: number): void {
    while ((this.#changes[0]?.atMs ?? Infinity) <= atMs - this.#keptMs) this.#changes.shift();
    if (this.#changes.length >= MAX_CHANGES) this.#changes.shift();
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
