import type { Chunk, Track } from '../../tracks/track.js';
import type { LiveTime } from './live-time.js';
import { PICTURES_KEPT_MS, type PictureShelf, type ShelvedPicture } from './picture-shelf.js';

/** Pictures wait this long for their turn, in milliseconds; with more waiting, the app asked for fewer than come. */
const LONGEST_WAIT_MS = 1000;

/**
 * The pictures of one camera at one rate. Each takes the first free place on the grid of the rate from the
 * moment on at which it may be shown; places are given when they are due, so all who ask see the same.
 *
 * Pictures are never reordered. When more than a second of them waits, the oldest are left out, but only up to
 * a key frame, so that what arrives can be decoded. Where none waits, all go on until one does.
 */
export class LivePictureTrack implements Track {
  readonly length = Infinity;
  readonly intervalMs: number;
  readonly #shelf: PictureShelf;
  readonly #time: LiveTime;
  /** Numbers of pictures by place. */
  readonly #places = new Map<number, number>();
  /** The next place to give. */
  #place: number;
  /** Number of the next picture that waits. */
  #next: number;
  #awaitsKeyFrame = true;

  constructor(shelf: PictureShelf, time: LiveTime, fps: number) {
    this.intervalMs = 1000 / fps;
    this.#shelf = shelf;
    this.#time = time;
    this.#place = time.dueIndex(this.intervalMs);
    const { nowMs } = time;
    this.#next = shelf.next;
    while ((shelf.at(this.#next - 1)?.atMs ?? -Infinity) >= nowMs) this.#next -= 1;
  }

  chunkAt(index: number): Chunk | undefined {
    return this.#at(index)?.chunk;
  }

  isKeyFrame(index: number): boolean {
    return this.#at(index)?.isKeyFrame ?? false;
  }

  #at(index: number): ShelvedPicture | undefined {
    this.#givePlaces();
    const number = this.#places.get(index);
    return number === undefined ? undefined : this.#shelf.at(number);
  }

  #givePlaces(): void {
    const due = this.#time.dueIndex(this.intervalMs);
    const oldest = due - Math.ceil(PICTURES_KEPT_MS / this.intervalMs);
    this.#place = Math.max(this.#place, oldest);
    for (const place of this.#places.keys()) {
      if (place >= oldest) break;
      this.#places.delete(place);
    }
    for (; this.#place <= due; this.#place += 1) {
      const number = this.#take(this.#place * this.intervalMs);
      if (number !== undefined) this.#places.set(this.#place, number);
    }
  }

  /** The number of the picture that is shown at a moment, if a new one is. */
  #take(atMs: number): number | undefined {
    if (this.#next < this.#shelf.first) {
      // Some were lost before their turn came: what follows them cannot be decoded.
      this.#next = this.#shelf.first;
      this.#awaitsKeyFrame = true;
    }
    const end = this.#readyUntil(atMs);
    this.#leaveOut(end);
    if (this.#awaitsKeyFrame) this.#next = this.#findKeyFrame(this.#next, end) ?? end;
    if (this.#next >= end) return undefined;
    this.#awaitsKeyFrame = false;
    this.#next += 1;
    return this.#next - 1;
  }

  /** Number of the first picture that may not be shown yet. */
  #readyUntil(atMs: number): number {
    let number = this.#next;
    while ((this.#shelf.at(number)?.atMs ?? Infinity) <= atMs) number += 1;
    return number;
  }

  /** So many that the rest fits, as far as that leads to a key frame; else up to the last one there is. */
  #leaveOut(end: number): void {
    const most = Math.max(1, Math.floor(LONGEST_WAIT_MS / this.intervalMs));
    const enough = end - most;
    if (enough <= this.#next) return;
    this.#next = this.#findKeyFrame(enough, end) ?? this.#findLastKeyFrame(enough) ?? this.#next;
  }

  #findKeyFrame(from: number, end: number): number | undefined {
    for (let number = from; number < end; number += 1) {
      if (this.#shelf.at(number)?.isKeyFrame === true) return number;
    }
    return undefined;
  }

  #findLastKeyFrame(end: number): number | undefined {
    for (let number = end - 1; number >= this.#next; number -= 1) {
      if (this.#shelf.at(number)?.isKeyFrame === true) return number;
    }
    return undefined;
  }
}
