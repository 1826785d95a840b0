import type { Chunk } from '../../tracks/track.js';

/** One frame as it was pushed. */
export interface PushedFrame {
  readonly chunk: Chunk;
  /** A decoder can start at it. */
  readonly isKeyFrame: boolean;
}

/** A pushed frame on the time line of one meeting. */
export interface BufferedFrame extends PushedFrame {
  /** Position from which on it may be sent, in milliseconds since the meeting began. */
  readonly atMs: number;
}

/** Frames are kept for this long, in milliseconds. Lanes that are late request frames of the last ten seconds. */
export const FRAMES_KEPT_MS = 12_000;

/** Max bytes of all frames of one camera in a meeting. The base64 of those that were sent comes on top. */
const DEFAULT_MAX_BYTES = 32 * 1024 ** 2;

/** Overhead counted per frame, so that a flood of tiny frames is bounded too. */
const OVERHEAD_BYTES = 512;

/**
 * The latest frames of one camera or screen in one meeting, in the order in which they were pushed. Each frame has
 * a number; numbers are never reused.
 */
export class FrameBuffer {
  readonly #maxBytes: number;
  #frames: BufferedFrame[] = [];
  #first = 0;
  #bytes = 0;

  /** @param maxBytes default: 32 MiB */
  constructor(maxBytes: number = DEFAULT_MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Number of the oldest frame in the buffer. */
  get first(): number {
    return this.#first;
  }

  /** Number that the next frame will get. */
  get next(): number {
    return this.#first + this.#frames.length;
  }

  /** The frame with this number; `undefined` when it is no longer, or not yet, in the buffer. */
  at(number: number): BufferedFrame | undefined {
    return this.#frames[number - this.#first];
  }

  /** Appends a frame and drops those that are too old or too many. The newest stays, whatever its size. */
  append(frame: BufferedFrame): void {
    this.#frames.push(frame);
    this.#bytes += sizeOf(frame);
    let dropped = 0;
    for (const old of this.#frames) {
      if (old === frame) break;
      if (this.#bytes <= this.#maxBytes && old.atMs >= frame.atMs - FRAMES_KEPT_MS) break;
      this.#bytes -= sizeOf(old);
      dropped += 1;
    }
    this.#frames.splice(0, dropped);
    this.#first += dropped;
  }

  /** Drops all frames. */
  clear(): void {
    this.#first = this.next;
    this.#frames = [];
    this.#bytes = 0;
  }
}

function sizeOf({ chunk }: BufferedFrame): number {
  return chunk.data.length + OVERHEAD_BYTES;
}
