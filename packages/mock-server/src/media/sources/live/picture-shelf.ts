import type { Chunk } from '../../tracks/track.js';

/** One picture as it was pushed. */
export interface PushedPicture {
  readonly chunk: Chunk;
  /** A decoder can begin with it. */
  readonly isKeyFrame: boolean;
}

/** The same on the time line of one meeting. */
export interface ShelvedPicture extends PushedPicture {
  /** Position from which on it may be shown, in milliseconds. */
  readonly atMs: number;
}

/** Lanes that are late ask for pictures of the last ten seconds. In milliseconds. */
export const PICTURES_KEPT_MS = 12_000;

/** What all pictures of one camera may take in a meeting. The base64 of those that were sent comes on top. */
const DEFAULT_MAX_BYTES = 32 * 1024 ** 2;

/** What a picture takes beside its bytes: enough that tiny ones are bounded too. */
const BYTES_PER_PICTURE = 512;

/**
 * The latest pictures of one camera or screen in one meeting, in the order in which they were pushed. Each has
 * a number; numbers never come again.
 */
export class PictureShelf {
  readonly #maxBytes: number;
  #pictures: ShelvedPicture[] = [];
  #first = 0;
  #bytes = 0;

  constructor(maxBytes: number = DEFAULT_MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Number of the oldest picture that is there. */
  get first(): number {
    return this.#first;
  }

  /** The number that the next picture will get. */
  get next(): number {
    return this.#first + this.#pictures.length;
  }

  at(number: number): ShelvedPicture | undefined {
    return this.#pictures[number - this.#first];
  }

  /** The newest stays, whatever it takes. */
  put(picture: ShelvedPicture): void {
    this.#pictures.push(picture);
    this.#bytes += costOf(picture);
    let gone = 0;
    for (const old of this.#pictures) {
      if (old === picture) break;
      if (this.#bytes <= this.#maxBytes && old.atMs >= picture.atMs - PICTURES_KEPT_MS) break;
      this.#bytes -= costOf(old);
      gone += 1;
    }
    this.#pictures.splice(0, gone);
    this.#first += gone;
  }

  /** Gives everything back. */
  clear(): void {
    this.#first = this.next;
    this.#pictures = [];
    this.#bytes = 0;
  }
}

function costOf({ chunk }: ShelvedPicture): number {
  return chunk.data.length + BYTES_PER_PICTURE;
}
