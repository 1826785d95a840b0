/** Somebody's share, in milliseconds since the meeting began. */
interface Share {
  readonly sharer: number;
  readonly fromMs: number;
  toMs: number;
}

/** More than anybody asks for. */
const MOST_SHARES = 100;

/** Who shares a screen when. One person at a time: who begins takes over. */
export class Shares {
  readonly #shares: Share[] = [];

  /** Does nothing when this person is sharing already. */
  begin(sharer: number, atMs: number): void {
    const last = this.#shares.at(-1);
    if (last?.sharer === sharer && last.toMs === Infinity) return;
    this.end(atMs);
    this.#shares.push({ sharer, fromMs: atMs, toMs: Infinity });
    if (this.#shares.length > MOST_SHARES) this.#shares.shift();
  }

  /** Does nothing when nobody shares. */
  end(atMs: number): void {
    const last = this.#shares.at(-1);
    if (last?.toMs === Infinity) last.toMs = atMs;
  }

  at(positionMs: number): number | undefined {
    const share = this.#shares.findLast(({ fromMs }) => fromMs <= positionMs);
    return share && positionMs < share.toMs ? share.sharer : undefined;
  }
}
