import type { MediaCounters, StreamView } from '../meetings/stream-view.js';

const NONE: MediaCounters = {
  frames: 0,
  bytes: 0,
  dropped: 0,
  skipped: 0,
  latenessMaxMs: 0,
  latenessMeanMs: 0,
};

/** Sums over the media of streams that are not held any more, so that counters of the server never decrease. */
export class ForgottenMedia {
  readonly #sums = new Map<string, MediaCounters>();

  /** Adds the counters of a stream. */
  add(media: StreamView['media']): void {
    for (const [type, one] of Object.entries(media)) {
      const sum = this.#sums.get(type) ?? NONE;
      this.#sums.set(type, {
        frames: sum.frames + one.frames,
        bytes: sum.bytes + one.bytes,
        dropped: sum.dropped + one.dropped,
        skipped: sum.skipped + one.skipped,
        latenessMaxMs: Math.max(sum.latenessMaxMs, one.latenessMaxMs),
        // A mean of what is gone is of no use.
        latenessMeanMs: 0,
      });
    }
  }

  /** Begins again at 0. */
  clear(): void {
    this.#sums.clear();
  }

  /** The sums by name of the media type. */
  view(): StreamView['media'] {
    return Object.fromEntries(this.#sums);
  }
}
