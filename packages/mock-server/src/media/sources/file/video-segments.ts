/**
 * Video of a recording in segments that are converted a few seconds ahead of where they are played. So the first
 * frame is available after a moment, however long the recording is, and nothing is converted that no one watches.
 */
import type { CachedFile } from '../../tracks/disk-cache.js';
import { openFileBytes, type FileBytes } from './file-bytes.js';
import type { FrameIndex } from './frame-index.js';

/** Length of a segment in milliseconds: a multiple of the keyframe interval. */
export const SEGMENT_MS = 4000;

/** Number of segments after the one that is played that are prepared. */
const AHEAD = 2;

/** Max number of segments that are open; the one that was played longest ago is dropped first. */
const MAX_OPEN = 8;

/** Max number of segments that are converted by one run, which is cheaper than one run each. */
const MAX_PER_RUN = 5;

/** A conversion was given up because no one has requested any segment of the recording for a while. */
export class UnusedError extends Error {
  override readonly name = 'UnusedError';
}

/** Finds and converts segments for {@link VideoSegments}. */
export interface SegmentSource {
  /** Number of segments. */
  readonly count: number;
  /** Returns the file of a segment that was converted before. */
  find(segment: number): Promise<CachedFile | undefined>;
  /**
   * Converts `count` segments from `first` on. Each promise resolves when its segment is complete. Calls `isUnused`
   * every few seconds; when it returns true, the rest rejects with an {@link UnusedError}. When `signal` aborts, the
   * rest rejects with its reason. A segment that rejects leaves no file behind.
   */
  convert(
    first: number,
    count: number,
    isUnused: () => boolean,
    signal: AbortSignal,
  ): readonly Promise<CachedFile>[];
  /** Finds the frames in a file. */
  index(file: CachedFile): Promise<FrameIndex>;
}

/** A segment that can be played. */
export interface OpenSegment {
  readonly frames: FrameIndex;
  readonly bytes: FileBytes;
}

/** Segments as a track plays them: see {@link VideoSegments}. */
export type PlayableSegments = Pick<VideoSegments, 'count' | 'get' | 'prepare' | 'hold'>;

/** The segments of a recording in one format, shared by all who play them. */
export class VideoSegments {
  readonly #source: SegmentSource;
  /** By number, least recently played first. */
  readonly #open = new Map<number, OpenSegment>();
  /** Segments that are being found or converted, and then opened. */
  readonly #opening = new Map<number, Promise<void>>();
  readonly #converting = new Map<number, Promise<CachedFile>>();
  readonly #failed = new Map<number, unknown>();
  /** Segments whose frames are due, in contrast to those that are prepared ahead. */
  readonly #due = new Set<number>();
  /** Segments that could not be prepared ahead: they are tried again when they are due. */
  readonly #failedAhead = new Set<number>();
  #lookUp: Promise<unknown> = Promise.resolve();
  /** Number of calls of `prepare` that are pending. */
  #waiting = 0;
  #wasRequested = false;
  /** Number of players; `undefined` before the first call of `hold`. */
  #holders: number | undefined;
  #abort = new AbortController();

  constructor(source: SegmentSource) {
    this.#source = source;
  }

  /** Number of segments. */
  get count(): number {
    return this.#source.count;
  }

  /**
   * Returns a segment that is ready. Otherwise prepares it; in either case prepares those that follow. If preparing
   * it failed, throws the error once; the next call tries again.
   */
  get(segment: number): OpenSegment | undefined {
    this.#wasRequested = true;
    const open = this.#open.get(segment);
    if (open) this.#keep(segment, open);
    else this.#markDue(segment);
    for (let ahead = open ? 1 : 0; ahead <= AHEAD; ahead += 1) {
      this.#request((segment + ahead) % this.#source.count);
    }
    return open;
  }

  /** Resolves when the segment is ready. Rejects when preparing it fails, or with the signal's reason. */
  async prepare(segment: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.get(segment)) return;
    this.#waiting += 1;
    try {
      await Promise.race([this.#opening.get(segment), aborted(signal)]);
    } finally {
      this.#waiting -= 1;
    }
    signal?.throwIfAborted();
    this.#throwFailure(segment);
  }

  /** Implements `hold` of a `Track`. */
  async hold(until: AbortSignal): Promise<void> {
    this.#holders = (this.#holders ?? 0) + 1;
    if (!until.aborted) await new Promise((resolve) => until.addEventListener('abort', resolve));
    this.#holders -= 1;
    if (this.#holders > 0) return;
    this.#abort.abort(new UnusedError('no one plays it any more'));
    this.#abort = new AbortController();
    await Promise.allSettled(this.#converting.values());
  }

  /** A segment that failed ahead, perhaps for another meeting, gets another attempt; one that failed now throws. */
  #markDue(segment: number): void {
    this.#throwFailure(segment);
    this.#failedAhead.delete(segment);
    this.#due.add(segment);
  }

  #throwFailure(segment: number): void {
    if (!this.#failed.has(segment)) return;
    const error = this.#failed.get(segment);
    this.#failed.delete(segment);
    throw error;
  }

  #keep(segment: number, open: OpenSegment): void {
    this.#open.delete(segment);
    this.#open.set(segment, open);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= MAX_OPEN) break;
      this.#open.delete(oldest);
    }
  }

  #request(segment: number): void {
    if (this.#open.has(segment) || this.#opening.has(segment)) return;
    if (this.#failed.has(segment) || this.#failedAhead.has(segment)) return;
    this.#opening.set(segment, this.#openWhenReady(segment));
  }

  async #openWhenReady(segment: number): Promise<void> {
    try {
      const file = await this.#file(segment);
      this.#keep(segment, { frames: await this.#source.index(file), bytes: openFileBytes(file.path) });
    } catch (error) {
      if (!(error instanceof UnusedError)) this.#noteFailure(segment, error);
    }
    this.#due.delete(segment);
    this.#opening.delete(segment);
  }

  #noteFailure(segment: number, error: unknown): void {
    if (this.#due.has(segment)) this.#failed.set(segment, error);
    else this.#failedAhead.add(segment);
  }

  async #file(segment: number): Promise<CachedFile> {
    // One after the other, so that the first missing segment starts a run, and the next ones are part of it.
    const found = this.#lookUp.then(() =>
      this.#converting.has(segment) ? undefined : this.#source.find(segment),
    );
    this.#lookUp = found.catch(() => {});
    return (await found) ?? this.#converting.get(segment) ?? this.#convert(segment);
  }

  /** Starts a run with this segment and the missing ones after it, which are likely to be requested next. */
  #convert(first: number): Promise<CachedFile> {
    let count = 1;
    while (count < MAX_PER_RUN && this.#isMissing(first + count)) count += 1;
    if (this.#holders === 0) return Promise.reject(new UnusedError('no one plays it any more'));
    const { signal } = this.#abort;
    const files = this.#source.convert(first, count, () => this.#isUnused(), signal);
    for (const [index, file] of files.entries()) {
      this.#converting.set(first + index, file);
      void this.#removeWhenSettled(first + index, file);
    }
    return files[0] ?? Promise.reject(new RangeError(`segment ${first} of ${this.#source.count}`));
  }

  async #removeWhenSettled(segment: number, file: Promise<CachedFile>): Promise<void> {
    await Promise.allSettled([file]);
    this.#converting.delete(segment);
  }

  #isMissing(segment: number): boolean {
    return segment < this.#source.count && !this.#open.has(segment) && !this.#converting.has(segment);
  }

  /** True if no segment was requested since the last call, and no one waits for one. */
  #isUnused(): boolean {
    const isUnused = !this.#wasRequested && this.#waiting === 0;
    this.#wasRequested = false;
    return isUnused;
  }
}

/** Never resolves; rejects when the signal aborts. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
