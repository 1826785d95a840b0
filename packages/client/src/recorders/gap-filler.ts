import { pcmLayout, type PcmFormat } from './pcm-format.js';

export interface GapFillerOptions extends PcmFormat {
  /** Unix milliseconds at which the recording begins. Default: the first frame's timestamp. */
  readonly startMs?: number;
  /** Timestamps may be off by this much before silence is put in or samples are left out, in ms. Default 60. */
  readonly toleranceMs?: number;
}

const DEFAULT_TOLERANCE_MS = 60;

/**
 * Puts audio where its timestamps say: the service sends nothing while somebody is muted, while a stream is
 * paused, and while a connection is interrupted. Use one for each speaker, or one for mixed audio.
 *
 * @example const filler = new GapFiller(); client.onAudioData((pcm, _size, timestamp, _who) => {
 *   for (const part of filler.fill(pcm, timestamp)) wav.write(part);
 * });
 */
export class GapFiller {
  readonly #layout: ReturnType<typeof pcmLayout>;
  readonly #toleranceMs: number;
  #startMs: number | undefined;
  /** Samples of each channel that were given out. */
  #samples = 0;

  constructor(options: GapFillerOptions = {}) {
    this.#layout = pcmLayout(options);
    this.#startMs = options.startMs;
    this.#toleranceMs = options.toleranceMs ?? DEFAULT_TOLERANCE_MS;
  }

  /**
   * The samples, with silence before them where there was a gap. What lies before what was given already
   * (audio that was sent twice) is left out.
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
