import type { Chunk, Track } from '../../tracks/track.js';
import { FRAMES_KEPT_MS, type BufferedFrame, type FrameBuffer } from './frame-buffer.js';
import type { LiveTime } from './live-time.js';

/** Max length of the queue, in milliseconds. A longer one means that the app requests a lower rate than is pushed. */
const MAX_QUEUE_MS = 1000;

/**
 * The frames of one camera at one frame rate. Each frame gets the first free slot on the grid of the rate from when
 * it may be sent. Slots are filled when they are due, so that all readers get the same frames.
 *
 * Frames are never reordered. When more than a second of them is queued, the oldest are dropped, but only up to a
 * keyframe, so that the stream stays decodable. As long as the queue has no keyframe, nothing is dropped.
 */
export class LiveVideoTrack implements Track {
  readonly length = Infinity;
  readonly intervalMs: number;
  readonly #frames: FrameBuffer;
  readonly #time: LiveTime;
  /** Frame numbers by slot. */
  readonly #slots = new Map<number, number>();
  #nextSlot: number;
  /** Number of the first frame in the queue. */
  #nextFrame: number;
  #awaitsKeyFrame = true;

  constructor(frames: FrameBuffer, time: LiveTime, fps: number) {
    this.intervalMs = 1000 / fps;
    this.#frames = frames;
    this.#time = time;
    this.#nextSlot = time.dueIndex(this.intervalMs);
    const { nowMs } = time;
    this.#nextFrame = frames.next;
    while ((frames.at(this.#nextFrame - 1)?.atMs ?? -Infinity) >= nowMs) this.#nextFrame -= 1;
  }

  chunkAt(index: number): Chunk | undefined {
    return this.#at(index)?.chunk;
  }

  isKeyFrame(index: number): boolean {
    return this.#at(index)?.isKeyFrame ?? false;
  }

  #at(index: number): BufferedFrame | undefined {
    this.#fillSlots();
    const number = this.#slots.get(index);
    return number === undefined ? undefined : this.#frames.at(number);
  }

  #fillSlots(): void {
    const due = this.#time.dueIndex(this.intervalMs);
    const oldest = due - Math.ceil(FRAMES_KEPT_MS / this.intervalMs);
    this.#nextSlot = Math.max(this.#nextSlot, oldest);
    for (const slot of this.#slots.keys()) {
      if (slot >= oldest) break;
      this.#slots.delete(slot);
    }
    for (; this.#nextSlot <= due; this.#nextSlot += 1) {
      const number = this.#dequeue(this.#nextSlot * this.intervalMs);
      if (number !== undefined) this.#slots.set(this.#nextSlot, number);
    }
  }

  /** Number of the frame to be sent at a moment; `undefined` when none is ready. */
  #dequeue(atMs: number): number | undefined {
    if (this.#nextFrame < this.#frames.first) {
      // Frames were dropped from the buffer before they were due: those that follow cannot be decoded.
      this.#nextFrame = this.#frames.first;
      this.#awaitsKeyFrame = true;
    }
    const end = this.#readyUntil(atMs);
    this.#dropExcess(end);
    if (this.#awaitsKeyFrame) this.#nextFrame = this.#findKeyFrame(this.#nextFrame, end) ?? end;
    if (this.#nextFrame >= end) return undefined;
    this.#awaitsKeyFrame = false;
    this.#nextFrame += 1;
    return this.#nextFrame - 1;
  }

  /** Number of the first frame that may not be sent yet. */
  #readyUntil(atMs: number): number {
    let number = this.#nextFrame;
    while ((this.#frames.at(number)?.atMs ?? Infinity) <= atMs) number += 1;
    return number;
  }

  /**
   * Shortens a queue that is too long. Drops frames up to the first keyframe that makes it short enough; without
   * one, up to the last keyframe before.
   */
  #dropExcess(end: number): void {
    const max = Math.max(1, Math.floor(MAX_QUEUE_MS / this.intervalMs));
    const target = end - max;
    if (target <= this.#nextFrame) return;
    this.#nextFrame = this.#findKeyFrame(target, end) ?? this.#findLastKeyFrame(target) ?? this.#nextFrame;
  }

  #findKeyFrame(from: number, end: number): number | undefined {
    for (let number = from; number < end; number += 1) {
      if (this.#frames.at(number)?.isKeyFrame === true) return number;
    }
    return undefined;
  }

  #findLastKeyFrame(end: number): number | undefined {
    for (let number = end - 1; number >= this.#nextFrame; number -= 1) {
      if (this.#frames.at(number)?.isKeyFrame === true) return number;
    }
    return undefined;
  }
}
