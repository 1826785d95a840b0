/** Tracks whose chunks are encoded when they are first requested, and kept. */
import type { Chunk, Track } from './track.js';

/** Options of {@link lazyTrack}. */
export interface LazyTrackOptions {
  /** Number of chunks before the track repeats. */
  readonly length: number;
  /** Milliseconds between chunks. */
  readonly intervalMs: number;
  /** Encodes one chunk; called once per index, in any order. `undefined` where nothing is sent. */
  readonly encode: (index: number) => Chunk | undefined;
  /** See {@link Track.isKeyFrame}. Default: every chunk is a keyframe. */
  readonly isKeyFrame?: (index: number) => boolean;
}

/** Creates a track that encodes each chunk at most once, when it is first played. */
export function lazyTrack(options: LazyTrackOptions): Track {
  const { length, intervalMs, encode, isKeyFrame } = options;
  /** `null`: encoded, with nothing to send. */
  const chunks = Array.from<Chunk | null | undefined>({ length });
  return {
    length,
    intervalMs,
    chunkAt(index) {
      if (!Number.isInteger(index) || index < 0 || index >= length) {
        throw new RangeError(`chunk ${index} is out of range: the track has ${length} chunks`);
      }
      const cached = chunks[index];
      if (cached !== undefined) return cached ?? undefined;
      const chunk = encode(index);
      chunks[index] = chunk ?? null;
      return chunk;
    },
    ...(isKeyFrame && { isKeyFrame }),
  };
}
