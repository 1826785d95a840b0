import { Histogram } from './histogram.js';
import type { ServerFigures } from './server-figures.js';

/** Sums over the media of all streams. Called for every frame. */
export class MediaFigures {
  readonly #lateness = new Histogram();
  readonly #perMs: number;
  #frames = 0;
  #bytes = 0;
  #dropped = 0;
  #skipped = 0;

  /** `speed`: clock time is so many times as fast as real time, in which lateness is measured. */
  constructor(speed = 1) {
    this.#perMs = 1 / speed;
  }

  /** Counts a sent frame: its size before base64, and the delay of its write in milliseconds of the clock. */
  countSent(byteLength: number, latenessMs: number): void {
    this.#frames += 1;
    this.#bytes += byteLength;
    this.#lateness.record(latenessMs * this.#perMs);
  }

  /** Counts a frame that was dropped because the client reads too slowly. */
  countDropped(): void {
    this.#dropped += 1;
  }

  /** Counts frames that were left out because the server was late. */
  countSkipped(frames: number): void {
    this.#skipped += frames;
  }

  /** Begins again at 0. */
  clear(): void {
    this.#lateness.clear();
    this.#frames = 0;
    this.#bytes = 0;
    this.#dropped = 0;
    this.#skipped = 0;
  }

  /** Returns the sums as plain JSON. */
  view(): Pick<ServerFigures, 'media' | 'lateness'> {
    return {
      media: {
        frames: this.#frames,
        bytes: this.#bytes,
        dropped: this.#dropped,
        skipped: this.#skipped,
      },
      lateness: this.#lateness.view(),
    };
  }
}
