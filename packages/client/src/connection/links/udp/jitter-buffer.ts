import type { Cancel, Clock } from '@rtms-mock/protocol';

/** Limits of a jitter buffer. */
export const JITTER_BUFFER = {
  /** Time in ms that packets wait for one that is missing before them. It counts as lost then. */
  waitMs: 60,
  /** Packets that wait at most: with more, the missing one counts as lost at once. */
  packets: 256,
} as const;

/** Half of the numbers: a step of more counts as one backwards (RFC 3550 §A.1). */
const HALF = 0x8000;

/** Receives packets in order. */
export interface JitterBufferOwner<Packet> {
  /** The next packet. `lost`: number of packets before it that never came. */
  deliver(packet: Packet, lost: number): void;
}

/** Puts packets into the order of their sequence numbers, and gives up on those that do not come. */
export class JitterBuffer<Packet> {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #owner: JitterBufferOwner<Packet>;
  /** Packets behind a gap, by their number without wrapping. */
  readonly #waiting = new Map<number, Packet>();
  /** Number of the next packet, without wrapping; `undefined` before the first one. */
  #next: number | undefined;
  #cancel: Cancel | undefined;

  constructor(clock: Pick<Clock, 'after'>, owner: JitterBufferOwner<Packet>) {
    this.#clock = clock;
    this.#owner = owner;
  }

  /** Adds a packet. Returns false for a copy, and for one that came too late. */
  push(sequence: number, packet: Packet): boolean {
    this.#next ??= sequence;
    const step = ((sequence - this.#next + HALF) & 0xffff) - HALF;
    const number = this.#next + step;
    if (step < 0 || this.#waiting.has(number)) return false;
    this.#waiting.set(number, packet);
    this.#release();
    if (this.#waiting.size > JITTER_BUFFER.packets) this.#skip();
    else if (this.#waiting.size > 0)
      this.#cancel ??= this.#clock.after(JITTER_BUFFER.waitMs, () => this.#skip());
    return true;
  }

  /** Drops everything that waits. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting.clear();
  }

  /** Delivers packets until the next gap. */
  #release(lost = 0): void {
    let missing = lost;
    for (;;) {
      const next = this.#next ?? 0;
      const packet = this.#waiting.get(next);
      if (packet === undefined) break;
      this.#waiting.delete(next);
      this.#next = next + 1;
      this.#owner.deliver(packet, missing);
      missing = 0;
    }
    if (this.#waiting.size > 0) return;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Gives up on the packets of the gap. */
  #skip(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#waiting.size === 0) return;
    const first = Math.min(...this.#waiting.keys());
    const lost = first - (this.#next ?? first);
    this.#next = first;
    this.#release(lost);
    if (this.#waiting.size > 0) this.#cancel = this.#clock.after(JITTER_BUFFER.waitMs, () => this.#skip());
  }
}
