/** Somebody came or went. */
interface Move<P> {
  readonly who: P;
  readonly isIn: boolean;
  /** Position in the meeting, in milliseconds. */
  readonly atMs: number;
}

/** Sound is sent this late at most: an app may come back after a minute. In milliseconds. */
const REMEMBERED_MS = 2 * 60_000;

/** Who was in a meeting when: what is sent late is of those who were in then. */
export class Attendance<P> {
  /** In order; of those older than {@link REMEMBERED_MS} nobody is reminded. */
  #moves: Move<P>[] = [];

  /** Position of the last coming or going. */
  get lastMoveMs(): number {
    return this.#moves.at(-1)?.atMs ?? -Infinity;
  }

  note(who: P, isIn: boolean, atMs: number): void {
    this.#moves = this.#moves.filter((move) => move.atMs > atMs - REMEMBERED_MS);
    this.#moves.push({ who, isIn, atMs });
  }

  /** `isIn`: whether they are in now. */
  wasIn(who: P, positionMs: number, isIn: boolean): boolean {
    if (positionMs >= this.lastMoveMs) return isIn;
    const next = this.#moves.find((move) => move.who === who && move.atMs > positionMs);
    return next ? !next.isIn : isIn;
  }
}
