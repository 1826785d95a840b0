import type { MediaCounters } from './stream-view.js';

/** Counts what was sent of one media type on one stream. Cheap enough for every frame. */
export class MediaCounter {
  #frames = 0;
  #bytes = 0;
  #dropped = 0;
  #skipped = 0;
  #latenessMaxMs = 0;
  #latenessSumMs = 0;

  sent(byteLength: number, latenessMs: number): void {
    this.#frames += 1;
    this.#bytes += byteLength;
    this.#latenessSumMs += latenessMs;
    if (latenessMs > this.#latenessMaxMs) this.#latenessMaxMs = latenessMs;
  }

  dropped(): void {
    this.#dropped += 1;
  }

  skipped(frames: number): void {
    this.#skipped += frames;
  }

  get frames(): number {
    return this.#frames;
  }

  view(): MediaCounters {
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
