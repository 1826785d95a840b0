import type { MediaKind } from '../media/media-kind.js';
import type { MediaCounters as CountersView } from './stream-view.js';

/** Counts the frames of one media type on one stream. Called for every frame. */
export class MediaCounter {
  readonly kind: MediaKind;
  #frames = 0;
  #bytes = 0;
  #dropped = 0;
  #skipped = 0;
  #latenessMaxMs = 0;
  #latenessSumMs = 0;

  constructor(kind: MediaKind) {
    this.kind = kind;
  }

  /** Counts a sent frame: its size before base64, and the delay of its write in milliseconds. */
  countSent(byteLength: number, latenessMs: number): void {
    this.#frames += 1;
    this.#bytes += byteLength;
    this.#latenessSumMs += latenessMs;
    if (latenessMs > this.#latenessMaxMs) this.#latenessMaxMs = latenessMs;
  }

  /** Counts a frame that was dropped because the client reads too slowly. */
  countDropped(): void {
    this.#dropped += 1;
  }

  /** Counts frames that were left out because the server was late. */
  countSkipped(frames: number): void {
    this.#skipped += frames;
  }

  /** Number of sent frames. */
  get frames(): number {
    return this.#frames;
  }

  /** Returns the counters as plain JSON. */
  view(): CountersView {
    return {
      frames: this.#frames,
      bytes: this.#bytes,
      dropped: this.#dropped,
      skipped: this.#skipped,
      latenessMaxMs: round(this.#latenessMaxMs),
      latenessMeanMs: this.#frames === 0 ? 0 : round(this.#latenessSumMs / this.#frames),
    };
  }
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}

/** Counters of one stream, one for each media type that was requested. */
export class MediaCounters {
  /** At most five, so a linear search is the fastest. */
  readonly #counters: MediaCounter[] = [];

  /** Returns the counter of a media type, and creates it on the first call. */
  of(kind: MediaKind): MediaCounter {
    for (const counter of this.#counters) if (counter.kind === kind) return counter;
    const counter = new MediaCounter(kind);
    this.#counters.push(counter);
    return counter;
  }

  /** True once a frame of any media type has been sent. */
  get hasFrames(): boolean {
    return this.#counters.some((counter) => counter.frames > 0);
  }

  /** Returns the counters as plain JSON, by name of the media type. */
  view(): { readonly [kind: string]: CountersView } {
    return Object.fromEntries(this.#counters.map((counter) => [counter.kind, counter.view()]));
  }
}
