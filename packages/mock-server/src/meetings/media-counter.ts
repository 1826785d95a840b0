import type { MediaKind } from '../media/media-kind.js';
import type { MediaCounters as CountersView } from './stream-view.js';

/** Counts what was sent of one media type on one stream. Cheap enough for every frame. */
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

  countSent(byteLength: number, latenessMs: number): void {
    this.#frames += 1;
    this.#bytes += byteLength;
    this.#latenessSumMs += latenessMs;
    if (latenessMs > this.#latenessMaxMs) this.#latenessMaxMs = latenessMs;
  }

  countDropped(): void {
    this.#dropped += 1;
  }

  countSkipped(frames: number): void {
    this.#skipped += frames;
  }

  get frames(): number {
    return this.#frames;
  }

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

/** One counter for each media type that was asked for. */
export class MediaCounters {
  /** A handful, so looking through them is the quickest way to find one. */
  readonly #counters: MediaCounter[] = [];

  of(kind: MediaKind): MediaCounter {
    for (const counter of this.#counters) if (counter.kind === kind) return counter;
    const counter = new MediaCounter(kind);
    this.#counters.push(counter);
    return counter;
  }

  /** Whether anything was sent at all. */
  get hasFrames(): boolean {
    return this.#counters.some((counter) => counter.frames > 0);
  }

  /** By name of the media type. */
  view(): { readonly [kind: string]: CountersView } {
    return Object.fromEntries(this.#counters.map((counter) => [counter.kind, counter.view()]));
  }
}
