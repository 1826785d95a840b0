import type { PcmSource } from '../../codecs/pcm-reader.js';

/** Audio is stored in blocks of this length, in milliseconds, so that old blocks can be freed. */
const BLOCK_MS = 1000;

/** A span that was pushed, in PCM frames. */
interface Span {
  from: number;
  to: number;
}

/**
 * The audio of one participant on the time line of one meeting. Positions are PCM frames (one sample of each
 * channel) at the declared rate, from the beginning of the meeting. Spans that were not pushed are silent.
 */
export class LiveAudioTimeline implements PcmSource {
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

  /** Position of the first audio that was ever pushed; `undefined` before the first push. */
  get firstFrame(): number | undefined {
    return this.#firstFrame;
  }

  /** End of the last audio; 0 when none is kept. */
  get endFrame(): number {
    return this.#endFrame;
  }

  /** Copies samples to `from`, which must not be before {@link endFrame}. */
  append(samples: Int16Array, from: number): void {
    const to = from + samples.length / this.channels;
    const last = this.#spans.at(-1);
    if (last && last.to === from) last.to = to;
    else this.#spans.push({ from, to });
    this.#firstFrame ??= from;
    this.#endFrame = to;
    for (let frame = from; frame < to;) {
      const { samples: block, at, count } = this.#blockAt(frame, to);
      const offset = (frame - from) * this.channels;
      block.set(samples.subarray(offset, offset + count * this.channels), at);
      frame += count;
    }
  }

  /** True if any audio was pushed between two positions. */
  hasAudio(from: number, to: number): boolean {
    const span = this.#spans.findLast((one) => one.from < to);
    return span !== undefined && span.to > from;
  }

  /** `count` interleaved PCM frames from `from` on, silence where nothing was pushed. */
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

  /** Drops audio before a position. Blocks are freed as a whole, so some older samples may still be read. */
  forgetBefore(frame: number): void {
    for (const index of this.#blocks.keys()) {
      if ((index + 1) * this.#blockFrames <= frame) this.#blocks.delete(index);
    }
    const kept = this.#spans.findIndex((span) => span.to > frame);
    this.#spans.splice(0, kept < 0 ? this.#spans.length : kept);
    const [first] = this.#spans;
    if (first) first.from = Math.max(first.from, frame);
  }

  /** Drops all audio. */
  clear(): void {
    this.#blocks.clear();
    this.#spans.length = 0;
    this.#endFrame = 0;
  }

  /** The block of a PCM frame, created if missing, and the number of frames before `to` that fit into it. */
  #blockAt(
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
