import type { PcmSource } from '../../codecs/pcm-reader.js';

/** Sound is kept in blocks of this length, so that old ones can be given back. */
const BLOCK_MS = 1000;

/** Where something was pushed, in frames. */
interface Span {
  from: number;
  to: number;
}

/**
 * What one participant said, on the time line of one meeting. Times are counted in frames of all channels at
 * the declared rate; frame 0 is the beginning of the meeting. Where nothing was pushed it is silent.
 */
export class SoundTimeline implements PcmSource {
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  readonly #blockFrames: number;
  readonly #blocks = new Map<number, Int16Array>();
  readonly #spans: Span[] = [];
  #firstFrame: number | undefined;
  #endFrame = 0;

  constructor({ sampleRateHz, channels }: { readonly sampleRateHz: number; readonly channels: 1 | 2 }) {
    this.sampleRateHz = sampleRateHz;
    this.channels = channels;
    this.#blockFrames = (sampleRateHz * BLOCK_MS) / 1000;
  }

  /** Where the first sound ever began; `undefined` before it. */
  get firstFrame(): number | undefined {
    return this.#firstFrame;
  }

  /** Where the last sound ends; 0 where none is kept. */
  get endFrame(): number {
    return this.#endFrame;
  }

  /** Puts sound at `from`, which must not be before {@link endFrame}. Copies it. */
  append(samples: Int16Array, from: number): void {
    const to = from + samples.length / this.channels;
    const last = this.#spans.at(-1);
    if (last && last.to === from) last.to = to;
    else this.#spans.push({ from, to });
    this.#firstFrame ??= from;
    this.#endFrame = to;
    for (let frame = from; frame < to;) {
      const { samples: block, at, count } = this.#place(frame, to);
      const offset = (frame - from) * this.channels;
      block.set(samples.subarray(offset, offset + count * this.channels), at);
      frame += count;
    }
  }

  /** Whether anything was pushed between two frames. */
  hasSound(from: number, to: number): boolean {
    const span = this.#spans.findLast((one) => one.from < to);
    return span !== undefined && span.to > from;
  }

  read(from: number, count: number): Int16Array {
    const result = new Int16Array(count * this.channels);
    for (let frame = Math.max(0, from); frame < from + count;) {
      const index = Math.floor(frame / this.#blockFrames);
      const end = Math.min(from + count, (index + 1) * this.#blockFrames);
      const block = this.#blocks.get(index);
      const at = (frame - index * this.#blockFrames) * this.channels;
      if (block) {
        const part = block.subarray(at, at + (end - frame) * this.channels);
        result.set(part, (frame - from) * this.channels);
      }
      frame = end;
    }
    return result;
  }

  /** From now on there is nothing before this frame. */
  forgetBefore(frame: number): void {
    for (const index of this.#blocks.keys()) {
      if ((index + 1) * this.#blockFrames <= frame) this.#blocks.delete(index);
    }
    const kept = this.#spans.findIndex((span) => span.to > frame);
    this.#spans.splice(0, kept < 0 ? this.#spans.length : kept);
    const [first] = this.#spans;
    if (first) first.from = Math.max(first.from, frame);
  }

  /** Gives everything back. */
  clear(): void {
    this.#blocks.clear();
    this.#spans.length = 0;
    this.#endFrame = 0;
  }

  /** The block of a frame, made when it is not there, and how much fits in before `to`. */
  #place(
    frame: number,
    to: number,
  ): { readonly samples: Int16Array; readonly at: number; readonly count: number } {
    const index = Math.floor(frame / this.#blockFrames);
    let samples = this.#blocks.get(index);
    if (!samples) {
      samples = new Int16Array(this.#blockFrames * this.channels);
      this.#blocks.set(index, samples);
    }
    const start = index * this.#blockFrames;
    return {
      samples,
      at: (frame - start) * this.channels,
      count: Math.min(to, start + this.#blockFrames) - frame,
    };
  }
}
