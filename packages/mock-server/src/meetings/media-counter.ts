import type { MediaFigures } from '../figures/media-figures.js';
import type { MediaKind } from '../media/media-kind.js';
import type { MediaCounters as CountersView } from './stream-view.js';
import { SmallSet } from '../small-set.js';

/** Counts the frames of one media type on one stream. Called for every frame. */
export class MediaCounter {
  readonly kind: MediaKind;
  readonly #figures: MediaFigures | undefined;
  #frames = 0;
  #bytes = 0;
  #dropped = 0;
  #skipped = 0;
  #latenessMaxMs = 0;
  #latenessSumMs = 0;

  /** `figures`: sums of the server, which count the same. */
  constructor(kind: MediaKind, figures?: MediaFigures) {
    this.kind = kind;
    this.#figures = figures;
  }

  /** Counts a sent frame: its size before base64, and the delay of its write in milliseconds. */
  countSent(byteLength: number, latenessMs: number): void {
    this.#frames += 1;
    this.#bytes += byteLength;
    this.#latenessSumMs += latenessMs;
    if (latenessMs > this.#latenessMaxMs) this.#latenessMaxMs = latenessMs;
    this.#figures?.countSent(byteLength, latenessMs);
  }

  /** Counts a frame that was dropped because the client reads too slowly. */
  countDropped(): void {
    this.#dropped += 1;
    this.#figures?.countDropped();
  }

  /** Counts frames that were left out because the server was late. */
  countSkipped(frames: number): void {
    this.#skipped += frames;
    this.#figures?.countSkipped(frames);
  }

  /** Adds the counts of another counter. */
  add(other: MediaCounter): void {
    this.#frames += other.#frames;
    this.#bytes += other.#bytes;
    this.#dropped += other.#dropped;
    this.#skipped += other.#skipped;
    this.#latenessSumMs += other.#latenessSumMs;
    this.#latenessMaxMs = Math.max(this.#latenessMaxMs, other.#latenessMaxMs);
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

/** Counters of one connection, one for each media type that was sent. */
export class MediaCounters {
  /** At most five, so a linear search is the fastest. */
  #counters: readonly MediaCounter[] = [];
  readonly #figures: MediaFigures | undefined;

  /** `figures`: sums of the server, which count the same. */
  constructor(figures?: MediaFigures) {
    this.#figures = figures;
  }

  /** Returns the counter of a media type, and creates it on the first call. */
  of(kind: MediaKind): MediaCounter {
    for (const counter of this.#counters) if (counter.kind === kind) return counter;
    const counter = new MediaCounter(kind, this.#figures);
    // `concat` leaves no room for more, unlike `push`.
    this.#counters = this.#counters.concat(counter);
    return counter;
  }

  /** True once a frame of any media type has been sent. */
  get hasFrames(): boolean {
    return this.#counters.some((counter) => counter.frames > 0);
  }

  /** Adds all counters of a connection. */
  add(connection: MediaCounters): void {
    for (const counter of connection.#counters) this.of(counter.kind).add(counter);
  }

  /** Returns the counters as plain JSON, by name of the media type. */
  view(): { readonly [kind: string]: CountersView } {
    return Object.fromEntries(this.#counters.map((counter) => [counter.kind, counter.view()]));
  }
}

/** Counters of one stream: the sum of its connections, so that each frame is counted once. */
export class StreamCounters {
  /** Counters of connections that have ended. */
  readonly #ended = new MediaCounters();
  readonly #open = new SmallSet<MediaCounters>();
  readonly #figures: () => MediaFigures | undefined;

  /** `figures`: returns the sums of the server, which count the same. */
  constructor(figures: () => MediaFigures | undefined) {
    this.#figures = figures;
  }

  /** Creates the counters of a new connection. */
  open(): MediaCounters {
    const counters = new MediaCounters(this.#figures());
    this.#open.add(counters);
    return counters;
  }

  /** Keeps the counts of a connection that has ended. */
  close(counters: MediaCounters): void {
    if (this.#open.delete(counters)) this.#ended.add(counters);
  }

  /** True once a frame of any media type has been sent. */
  get hasFrames(): boolean {
    return this.#ended.hasFrames || [...this.#open].some((counters) => counters.hasFrames);
  }

  /** Returns the sums as plain JSON, by name of the media type. */
  view(): { readonly [kind: string]: CountersView } {
    const sum = new MediaCounters();
    for (const counters of [this.#ended, ...this.#open]) sum.add(counters);
    return sum.view();
  }
}
