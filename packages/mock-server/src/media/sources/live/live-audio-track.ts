/** Tracks of live sound: packets exist when they are due, and for as long as their sound is kept. */
import { sliceTimer } from '../../../clock.js';
import type { AudioEncoder } from '../../codecs/audio-encoder.js';
import { chunkOf } from '../../tracks/chunk.js';
import type { AudioFormat, Chunk, Track } from '../../tracks/track.js';
import { createChunkWindow } from '../file/chunk-window.js';
import type { PacketSamples } from './live-sound.js';
import type { LiveTime } from './live-time.js';

/** Longest stretch of work before other things of the process get their turn. */
const SLICE_MS = 4;

export interface LiveAudioTrackInput {
  readonly format: AudioFormat;
  readonly samplesAt: PacketSamples;
  readonly encoder: AudioEncoder;
  readonly time: LiveTime;
}

/** For codecs without memory: packets are encoded when somebody asks, in any order. */
export function liveTrack({ format, samplesAt, encoder, time }: LiveAudioTrackInput): Track {
  const { intervalMs } = format;
  const packetAt = createChunkWindow((index) => {
    const samples = samplesAt(index);
    return samples && encoder.encode(samples);
  });
  return {
    length: Infinity,
    intervalMs,
    chunkAt: (index) => (index > time.dueIndex(intervalMs) ? undefined : packetAt(index)),
  };
}

/**
 * For codecs with memory: one encoder goes through all packets that are sent, in order. A gap in the sound is
 * a gap in the stream, and the encoder goes on after it as decoders do.
 */
export class LiveTrackInOrder implements Track {
  readonly length = Infinity;
  readonly intervalMs: number;
  readonly #input: LiveAudioTrackInput;
  readonly #chunks = new Map<number, Chunk>();
  #next = 0;

  constructor(input: LiveAudioTrackInput) {
    this.#input = input;
    this.intervalMs = input.format.intervalMs;
  }

  chunkAt(index: number): Chunk | undefined {
    if (index > this.#input.time.dueIndex(this.intervalMs)) return undefined;
    this.#skipLost();
    while (this.#next <= index) this.#encodeNext();
    return this.#chunks.get(index);
  }

  /**
   * Encodes what is due and not encoded yet, in slices with the event loop between them: a minute of it takes
   * a while. Rejects with the signal's reason.
   */
  async catchUp(signal?: AbortSignal): Promise<void> {
    const { time } = this.#input;
    const isSliceOver = sliceTimer(SLICE_MS);
    signal?.throwIfAborted();
    this.#skipLost();
    while (this.#next <= time.dueIndex(this.intervalMs)) {
      this.#encodeNext();
      if (!isSliceOver()) continue;
      await new Promise(setImmediate);
      signal?.throwIfAborted();
      this.#skipLost();
    }
  }

  #encodeNext(): void {
    const { samplesAt, encoder } = this.#input;
    const samples = samplesAt(this.#next);
    if (samples) this.#chunks.set(this.#next, chunkOf(encoder.encode(samples)));
    this.#next += 1;
  }

  /** What nobody asked for while it was kept is neither encoded nor held. */
  #skipLost(): void {
    const oldest = this.#input.time.oldestIndex(this.intervalMs);
    this.#next = Math.max(this.#next, oldest);
    for (const index of this.#chunks.keys()) {
      if (index >= oldest) break;
      this.#chunks.delete(index);
    }
  }
}
