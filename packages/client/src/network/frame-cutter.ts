/** Finds whole text frames in the bytes that a server sends (RFC 6455, section 5.2). */

/** Receives the bytes in their order, in parts. All buffers are valid during the call only. */
export interface FrameTaker {
  /** The payload of a whole text frame. Returns true if it was taken, so that `pass` does not receive the frame. */
  take(payload: Buffer): boolean;
  /** Bytes that were not taken: other frames, parts of frames, and anything that is no frame. */
  pass(bytes: Buffer): void;
}

/** First bytes of frames: the opcode, and the bit that a message ends with them. */
const FIN = 0x80;
const CONTINUATION = 0x0;
const TEXT = 0x1;
const BINARY = 0x2;
const PING = FIN | 0x9;
const PONG = FIN | 0xa;
const MASKED = 0x80;

/**
 * The frames of one connection, from its first one on. Keeps no bytes but those of an incomplete header. Behind a close
 * frame, and behind a frame that is invalid here, nothing is taken.
 */
export class FrameCutter {
  readonly #taker: FrameTaker;
  /** Bytes of the frame that is not complete yet, without those of its header. */
  #left = 0;
  /** The beginning of a header, the rest of which has not arrived. */
  #header: number[] = [];
  /** A message in fragments has begun: no other text may come before its end. */
  #isFragmented = false;
  #isOver = false;

  constructor(taker: FrameTaker) {
    this.#taker = taker;
  }

  /** Reads the next bytes of the connection. */
  read(bytes: Buffer): void {
    let passed = 0;
    let at = this.#endOfFrame(bytes);
    while (at < bytes.length && !this.#isOver) {
      const header = headerAt(bytes, at);
      if (!header) {
        this.#header = [...bytes.subarray(at)];
        break;
      }
      const start = at + header.size;
      const end = start + header.length;
      const isWhole = this.#begin(header) && end <= bytes.length;
      if (isWhole) {
        if (passed < at) this.#taker.pass(bytes.subarray(passed, at));
        passed = this.#taker.take(bytes.subarray(start, end)) ? end : at;
      }
      this.#left = Math.max(0, end - bytes.length);
      at = end;
    }
    if (passed < bytes.length) this.#taker.pass(passed === 0 ? bytes : bytes.subarray(passed));
  }

  /** Offset behind the frame that has begun in earlier bytes. */
  #endOfFrame(bytes: Buffer): number {
    let at = 0;
    if (this.#header.length > 0) {
      const known = this.#header.length;
      const joined = Buffer.concat([Buffer.from(this.#header), bytes.subarray(0, MAX_HEADER)]);
      const header = headerAt(joined, 0);
      if (!header) {
        this.#header = [...joined];
        return bytes.length;
      }
      this.#header = [];
      this.#begin(header);
      this.#left = header.length;
      at = header.size - known;
    }
    const inFrame = Math.min(this.#left, bytes.length - at);
    this.#left -= inFrame;
    return at + inFrame;
  }

  /** Notes what the frame means for later ones. Returns true if it is a whole text message. */
  #begin({ first, isMasked }: Header): boolean {
    const isFinal = (first & FIN) !== 0;
    const opcode = first & ~FIN;
    if (isMasked || this.#isOver) {
      this.#isOver = true;
    } else if (this.#isFragmented) {
      if (opcode === CONTINUATION) this.#isFragmented = !isFinal;
      else this.#isOver = first !== PING && first !== PONG;
    } else if (opcode === TEXT || opcode === BINARY) {
      this.#isFragmented = !isFinal;
      return isFinal && opcode === TEXT;
    } else {
      this.#isOver = first !== PING && first !== PONG;
    }
    return false;
  }
}

const MAX_HEADER = 14;

interface Header {
  readonly first: number;
  readonly isMasked: boolean;
  /** Bytes of the header, and of the payload. */
  readonly size: number;
  readonly length: number;
}

/** The header at this offset; `undefined` if it is not complete. */
function headerAt(bytes: Buffer, at: number): Header | undefined {
  const [first, second] = [bytes[at], bytes[at + 1]];
  if (first === undefined || second === undefined) return undefined;
  const short = second & ~MASKED;
  const isMasked = (second & MASKED) !== 0;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const size = 2 + lengthBytes + (isMasked ? 4 : 0);
  if (bytes.length < at + size) return undefined;
  if (lengthBytes === 0) return { first, isMasked, size, length: short };
  const length = lengthBytes === 2 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
  return { first, isMasked, size, length };
}
