/** Reads bits, most significant first, from the payload of an H.264 unit. Past its end it reads zeros. */
export class BitReader {
  readonly #bytes: Buffer;
  #at = 0;

  /** `unit`: a NAL unit without start code. Its emulation prevention bytes are removed. */
  constructor(unit: Buffer) {
    const kept: number[] = [];
    for (const [index, byte] of unit.entries()) {
      const isProtection = byte === 3 && unit[index - 1] === 0 && unit[index - 2] === 0;
      if (!isProtection) kept.push(byte);
    }
    this.#bytes = Buffer.from(kept);
  }

  /** True once more bits were read than there are. */
  get isPastEnd(): boolean {
    return this.#at > this.#bytes.length * 8;
  }

  /** Reads an unsigned number of `count` bits; at most 32. */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i += 1) {
      const byte = this.#bytes[this.#at >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
      this.#at += 1;
    }
    return value;
  }

  /** Reads a flag. */
  flag(): boolean {
    return this.bits(1) === 1;
  }

  /** Reads an unsigned Exp-Golomb number (H.264 §9.1). */
  ue(): number {
    let zeros = 0;
    while (!this.isPastEnd && zeros < 32 && !this.flag()) zeros += 1;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** Reads a signed Exp-Golomb number (H.264 §9.1.1). */
  se(): number {
    const code = this.ue();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }
}
