/** Tracks of live audio: a packet exists from when it is due, for as long as its audio is kept. */
import { sliceTimer } from '../../../clock.js';
import type { AudioEncoder } from '../../codecs/audio-encoder.js';
import { chunkOf } from '../../tracks/chunk.js';
import type { AudioFormat, Chunk, Track } from '../../tracks/track.js';
import { createChunkWindow } from '../file/chunk-window.js';
import type { LiveTime } from './live-time.js';
import type { PacketSamples } from './packet-samples.js';

/** Max time of work in one go before the event loop gets its turn, in milliseconds. */
const SLICE_MS = 4;

/** Input of a live audio track. */
export interface LiveAudioTrackInput {
  readonly format: AudioFormat;
  readonly samplesAt: PacketSamples;
  readonly encoder: AudioEncoder;
  readonly time: LiveTime;
}

/** Track of a stateless codec: packets are encoded on demand, in any order. */
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
 * Track of a stateful codec: one encoder encodes all packets that are sent, in order. A gap in the audio is a gap in
 * the stream, after which the encoder continues with its state, as decoders do.
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
    this.#skipDropped();
    while (this.#next <= index) this.#encodeNext();
    return this.#chunks.get(index);
  }

  /**
   * Encodes packets that are due and not encoded yet, in slices, since a minute of audio would block the event loop.
   * Rejects with the signal's reason.
   */
  async catchUp(signal?: AbortSignal): Promise<void> {
    const { time } = this.#input;
    const isSliceOver = sliceTimer(SLICE_MS);
    signal?.throwIfAborted();
    this.#skipDropped();
    while (this.#next <= time.dueIndex(this.intervalMs)) {
      this.#encodeNext();
      if (!isSliceOver()) continue;
      await new Promise(setImmediate);
      signal?.throwIfAborted();
      this.#skipDropped();
    }
  }

  #encodeNext(): void {
    const { samplesAt, encoder } = this.#input;
    const samples = samplesAt(this.#next);
    if (samples) this.#chunks.set(this.#next, chunkOf(encoder.encode(samples)));
    this.#next += 1;
  }

  /** Skips packets whose audio was dropped before anyone requested them, and drops encoded ones of that age. */
  #skipDropped(): void {
    const oldest = this.#input.time.oldestIndex(this.intervalMs);
    this.#next = Math.max(this.#next, oldest);
    for (const index of this.#chunks.keys()) {
      if (index >= oldest) break;
      this.#chunks.delete(index);
    }
  }
}
