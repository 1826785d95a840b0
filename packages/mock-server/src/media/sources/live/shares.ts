/** One screen share, in milliseconds since the meeting began. */
interface Share {
  readonly sharer: number;
  readonly fromMs: number;
  /** `Infinity` while it lasts. */
  toMs: number;
}

/** Max shares that are kept: far more than lanes look back. */
const MAX_SHARES = 100;

/** The screen shares of a meeting. One participant shares at a time: a new share ends the one before. */
export class Shares {
  readonly #shares: Share[] = [];

  /** Starts a share. No effect while this participant is sharing already. */
  begin(sharer: number, atMs: number): void {
    const last = this.#shares.at(-1);
    if (last?.sharer === sharer && last.toMs === Infinity) return;
    this.end(atMs);
    this.#shares.push({ sharer, fromMs: atMs, toMs: Infinity });
    if (this.#shares.length > MAX_SHARES) this.#shares.shift();
  }

  /** Ends the current share. No effect when no one shares. */
  end(atMs: number): void {
    const last = this.#shares.at(-1);
    if (last?.toMs === Infinity) last.toMs = atMs;
  }

  /** Index of the participant who shares at this position; `undefined` when no one does. */
  at(positionMs: number): number | undefined {
    const share = this.#shares.findLast(({ fromMs }) => fromMs <= positionMs);
    return share && positionMs < share.toMs ? share.sharer : undefined;
  }
}
