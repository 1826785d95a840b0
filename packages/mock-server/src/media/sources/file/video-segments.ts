/**
 * The pictures of a recording, converted a few seconds ahead of where they are played: the first is there after a
 * moment however long the recording is, and nothing is converted that nobody looks at.
 */
import type { CachedFile } from '../../tracks/disk-cache.js';
import { openFileBytes, type FileBytes } from './file-bytes.js';
import type { FrameIndex } from './frame-index.js';

/** Length of one file, in milliseconds: a whole number of key picture intervals. */
export const SEGMENT_MS = 4000;

/** So many files ahead of the one that is played are made ready. */
const AHEAD = 2;

/** So many files are open at a time; the one that was played longest ago goes first. */
const MOST_OPEN = 8;

/** At most so many files are made in one go, which is cheaper than one after the other. */
const MOST_AT_ONCE = 5;

/** Nobody has asked for any of the recording for a while: what was being made of it was given up. */
export class ForgottenError extends Error {
  override readonly name = 'ForgottenError';
}

/** Where segments come from. */
export interface SegmentSource {
  readonly count: number;
  /** The file of a segment that was converted before. */
  find(segment: number): Promise<CachedFile | undefined>;
  /**
   * Converts so many segments from `first` on; each resolves when it is whole. `isForgotten` is to be asked every
   * few seconds: when it says so, the rest is given up with a {@link ForgottenError}. So it is with its reason
   * when `signal` aborts. What rejects has left nothing behind.
   */
  convert(
    first: number,
    count: number,
    isForgotten: () => boolean,
    signal: AbortSignal,
  ): readonly Promise<CachedFile>[];
  index(file: CachedFile): Promise<FrameIndex>;
}

/** One file, ready to be played. */
export interface OpenSegment {
  readonly frames: FrameIndex;
  readonly bytes: FileBytes;
}

export class VideoSegments {
  readonly #source: SegmentSource;
  /** By number, least recently played first. */
  readonly #open = new Map<number, OpenSegment>();
  readonly #coming = new Map<number, Promise<void>>();
  /** Being converted. */
  readonly #promised = new Map<number, Promise<CachedFile>>();
  readonly #failed = new Map<number, unknown>();
  #lookUp: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #wasAsked = false;
  /** How many play it; `undefined` while nobody has said so. */
  #holders: number | undefined;
  #givingUp = new AbortController();

  constructor(source: SegmentSource) {
    this.#source = source;
  }

  /** How many there are. */
  get count(): number {
    return this.#source.count;
  }

  /**
   * The segment, when it is ready; else it is made ready, as those that follow are. Throws once what made that
   * fail; asking again tries again.
   */
  get(segment: number): OpenSegment | undefined {
    this.#wasAsked = true;
    const open = this.#open.get(segment);
    if (open) this.#keep(segment, open);
    else this.#throwFailure(segment);
    for (let ahead = open ? 1 : 0; ahead <= AHEAD; ahead += 1) {
      this.#ask((segment + ahead) % this.#source.count);
    }
    return open;
  }

  /** Resolves when the segment is ready. Rejects when it cannot be made, or with the signal's reason. */
  async prepare(segment: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.get(segment)) return;
    this.#waiting += 1;
    try {
      await Promise.race([this.#coming.get(segment), aborted(signal)]);
    } finally {
      this.#waiting -= 1;
    }
    signal?.throwIfAborted();
    this.#throwFailure(segment);
  }

  /** As `Track.hold` says. */
  async hold(until: AbortSignal): Promise<void> {
    this.#holders = (this.#holders ?? 0) + 1;
    if (!until.aborted) await new Promise((resolve) => until.addEventListener('abort', resolve));
    this.#holders -= 1;
    if (this.#holders > 0) return;
    this.#givingUp.abort(new ForgottenError('nobody plays it any more'));
    this.#givingUp = new AbortController();
    await Promise.allSettled(this.#promised.values());
  }

  #throwFailure(segment: number): void {
    if (!this.#failed.has(segment)) return;
    const problem = this.#failed.get(segment);
    this.#failed.delete(segment);
    throw problem;
  }

  #keep(segment: number, open: OpenSegment): void {
    this.#open.delete(segment);
    this.#open.set(segment, open);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= MOST_OPEN) break;
      this.#open.delete(oldest);
    }
  }

  #ask(segment: number): void {
    if (this.#open.has(segment) || this.#coming.has(segment) || this.#failed.has(segment)) return;
    this.#coming.set(segment, this.#openSoon(segment));
  }

  async #openSoon(segment: number): Promise<void> {
    try {
      const file = await this.#file(segment);
      this.#keep(segment, { frames: await this.#source.index(file), bytes: openFileBytes(file.path) });
    } catch (problem) {
      if (!(problem instanceof ForgottenError)) this.#failed.set(segment, problem);
    }
    this.#coming.delete(segment);
  }

  async #file(segment: number): Promise<CachedFile> {
    // One after the other, so that the first that is missing begins a run and the next find themselves in it.
    const found = this.#lookUp.then(() =>
      this.#promised.has(segment) ? undefined : this.#source.find(segment),
    );
    this.#lookUp = found.catch(() => {});
    return (await found) ?? this.#promised.get(segment) ?? this.#convert(segment);
  }

  /** Begins here, and goes on to those that are likely to be wanted next. */
  #convert(first: number): Promise<CachedFile> {
    let count = 1;
    while (count < MOST_AT_ONCE && this.#isMissing(first + count)) count += 1;
    if (this.#holders === 0) return Promise.reject(new ForgottenError('nobody plays it any more'));
    const { signal } = this.#givingUp;
    const files = this.#source.convert(first, count, () => this.#isForgotten(), signal);
    for (const [index, file] of files.entries()) {
      this.#promised.set(first + index, file);
      void this.#forgetWhenSettled(first + index, file);
    }
    return files[0] ?? Promise.reject(new RangeError(`segment ${first} of ${this.#source.count}`));
  }

  async #forgetWhenSettled(segment: number, file: Promise<CachedFile>): Promise<void> {
    await Promise.allSettled([file]);
    this.#promised.delete(segment);
  }

  #isMissing(segment: number): boolean {
    return segment < this.#source.count && !this.#open.has(segment) && !this.#promised.has(segment);
  }

  #isForgotten(): boolean {
    const isForgotten = !this.#wasAsked && this.#waiting === 0;
    this.#wasAsked = false;
    return isForgotten;
  }
}

/** Never resolves; rejects when the signal aborts. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
