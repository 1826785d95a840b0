/** Writes bits, most significant first, as H.264 and JPEG require. */
export class BitWriter {
  private bytes: Buffer;
  private length = 0;
  /** Bits that do not fill a byte yet, in the low {@link pendingBits} bits. */
  private pending = 0;
  private pendingBits = 0;

  constructor(capacity = 4096) {
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  /** Writes the lowest `count` bits of `value`; `count` is at most 24. */
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

  /** Writes an unsigned Exp-Golomb code, `ue(v)` of H.264 §9.1. */
  ue(value: number): void {
    const bits = 32 - Math.clz32(value + 1);
    if (bits > 1) this.bits(bits - 1, 0);
    this.bits(bits, value + 1);
  }

  /** Writes a signed Exp-Golomb code, `se(v)` of H.264 §9.1.1. */
  se(value: number): void {
    this.ue(value > 0 ? 2 * value - 1 : -2 * value);
  }

  /** Fills a partial byte with copies of `bit`. */
  align(bit: 0 | 1): void {
    const missing = (8 - this.pendingBits) % 8;
    if (missing > 0) this.bits(missing, bit === 1 ? 0xff : 0);
  }

  /** Appends whole bytes. The position must be byte-aligned: see {@link align}. */
  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.bytes.length) this.grow(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Bytes written so far, without a partial byte. Valid until the next write. */
  view(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  /** Discards everything written and keeps the memory. */
  clear(): void {
    this.length = this.pending = this.pendingBits = 0;
  }

  private grow(room: number): void {
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + room));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
