import { randomBytes } from 'node:crypto';

/** Form of the call id of a phone call (PROTOCOL.md §4.2). */
export const CALL_ID_FORM = '1 to 128 letters, digits, "_" and "-"';

/** Returns true for the call id of a phone call (PROTOCOL.md §4.2). */
export function isCallId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,128}$/.test(text);
}

/** Generates ids. With a seed, the sequence is repeatable. */
export class IdGenerator {
  #state: number | undefined;

  constructor(seed?: number) {
    this.#state = seed === undefined ? undefined : seed >>> 0;
  }

  /** State from which a new generator continues the sequence; `undefined` without a seed. */
  get state(): number | undefined {
    return this.#state;
  }

  /** Begins the sequence of another seed, or continues from a state. */
  restart(seed: number): void {
    this.#state = seed >>> 0;
  }

  #bytes(count: number): Buffer {
    if (this.#state === undefined) return randomBytes(count);
    return Buffer.from(Array.from({ length: count }, () => this.#next() & 0xff));
  }

  /** mulberry32: a small generator, sufficient for ids that only have to be unique. */
  #next(): number {
    this.#state = ((this.#state ?? 0) + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 8;
  }

  /** Returns a meeting UUID: base64 of 16 bytes, so it may contain `/`, `+` and `=` (PROTOCOL.md §4.2). */
  meetingUuid(): string {
    return this.#bytes(16).toString('base64');
  }

  /** Returns an upper-case GUID, safe in URLs and file names (PROTOCOL.md §4.2). */
  streamId(): string {
    return this.#guid().toUpperCase();
  }

  /** Returns a lower-case GUID. */
  sessionId(): string {
    return this.#guid();
  }

  /** Returns an id of letters, digits, `-` and `_`, for products whose ids some apps use as a file name. */
  urlSafeId(): string {
    return this.#bytes(12).toString('base64url');
  }

  /** Returns eleven digits, as in meeting ids and call ids. */
  digits(): string {
    return `9${String(this.#bytes(6).readUIntBE(0, 6) % 10_000_000_000).padStart(10, '0')}`;
  }

  #guid(): string {
    const hex = this.#bytes(16).toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }
}
