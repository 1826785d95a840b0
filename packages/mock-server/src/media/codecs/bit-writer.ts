/** Writes bits, most significant first, as H.264 and JPEG want them. */

export class BitWriter {
  private bytes: Buffer;
  private length = 0;
  /** Bits that do not fill a byte yet, and how many. */
  private pending = 0;
  private pendingBits = 0;

  constructor(capacity = 4096) {
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  /** The lowest `count` bits of `value`; at most 24 at once. */
  bits(count: number, value: number): void {
    this.pending = (this.pending << count) | (value & ((1 << count) - 1));
    this.pendingBits += count;
    if (this.length + 4 > this.bytes.length) this.grow(4);
    while (this.pendingBits >= 8) {
      this.pendingBits -= 8;
      this.bytes[this.length++] = this.pending >> this.pendingBits;
    }
    this.pending &= (1 << this.pendingBits) - 1;
  }

  /** Unsigned Exp-Golomb code, `ue(v)` of H.264 §9.1. */
  ue(value: number): void {
    const bits = 32 - Math.clz32(value + 1);
    if (bits > 1) this.bits(bits - 1, 0);
    this.bits(bits, value + 1);
  }

  /** Signed Exp-Golomb code, `se(v)` of H.264 §9.1.1. */
  se(value: number): void {
    this.ue(value > 0 ? 2 * value - 1 : -2 * value);
  }

  /** Fills the byte that was begun with copies of `bit`. */
  align(bit: 0 | 1): void {
    const missing = (8 - this.pendingBits) % 8;
    if (missing > 0) this.bits(missing, bit === 1 ? 0xff : 0);
  }

  /** Whole bytes; only when {@link align}ed. */
  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.bytes.length) this.grow(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** What was written so far, without a byte that is only begun; valid until the next write. */
  view(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  /** Begins again, keeping the memory. */
  clear(): void {
    this.length = this.pending = this.pendingBits = 0;
  }

  private grow(room: number): void {
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + room));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
