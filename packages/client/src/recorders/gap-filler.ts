import { pcmLayout, type PcmFormat } from './pcm-format.js';

/** Options of {@link GapFiller}. */
export interface GapFillerOptions extends PcmFormat {
  /**
   * Start of the recording in Unix milliseconds.
   * @default the timestamp of the first frame
   */
  readonly startMs?: number;
  /**
   * Max difference in ms between a timestamp and the samples so far that is not corrected.
   * @default 60
   */
  readonly toleranceMs?: number;
}

const DEFAULT_TOLERANCE_MS = 60;

/**
 * Aligns audio with its timestamps by inserting silence: the service sends nothing while a participant is muted,
 * while a stream is paused, and while a connection is interrupted. Use one instance for each speaker, or one for
 * mixed audio.
 *
 * @example const filler = new GapFiller(); client.onAudioData((pcm, _size, timestamp, _who) => {
 *   for (const part of filler.fill(pcm, timestamp)) wav.write(part);
 * });
 */
export class GapFiller {
  readonly #layout: ReturnType<typeof pcmLayout>;
  readonly #toleranceMs: number;
  #startMs: number | undefined;
  /** Samples per channel that `fill` has returned. */
  #samples = 0;

  /** @throws RangeError if `sampleRate` or `channels` is invalid. */
  constructor(options: GapFillerOptions = {}) {
    this.#layout = pcmLayout(options);
    this.#startMs = options.startMs;
    this.#toleranceMs = options.toleranceMs ?? DEFAULT_TOLERANCE_MS;
  }

  /**
   * Returns the samples, after silence if there was a gap. Samples that overlap with those returned before
   * (audio that was sent twice) are removed. `pcm`: 16-bit samples. `timestampMs`: Unix milliseconds.
   */
  fill(pcm: Buffer, timestampMs: number): Buffer[] {
    this.#startMs ??= timestampMs;
    const { sampleRate, blockBytes } = this.#layout;
    const dueSample = Math.round(((timestampMs - this.#startMs) * sampleRate) / 1000);
    const gap = dueSample - this.#samples;
    const tolerance = (this.#toleranceMs * sampleRate) / 1000;
    const parts: Buffer[] = [];
    let samples = pcm;
    if (gap > tolerance) parts.push(Buffer.alloc(gap * blockBytes));
    if (gap < -tolerance) samples = pcm.subarray(Math.min(pcm.length, -gap * blockBytes));
    if (samples.length > 0) parts.push(samples);
    for (const part of parts) this.#samples += part.length / blockBytes;
    return parts;
  }
}
