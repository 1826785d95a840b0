/** Tracks whose chunks are made when they are first asked for, and kept. */
import type { Chunk, Track } from './track.js';

export interface LazyTrackOptions {
  readonly length: number;
  readonly intervalMs: number;
  /** Encodes one chunk; called once for each index, in any order. `undefined` where nothing is sent. */
  readonly encode: (index: number) => Chunk | undefined;
  readonly isKeyFrame?: (index: number) => boolean;
}

/** A track that costs nothing until it is played, and nothing the second time round. */
export function lazyTrack(options: LazyTrackOptions): Track {
  const { length, intervalMs, encode, isKeyFrame } = options;
  /** `null`: known to be nothing. */
  const made = Array.from<Chunk | null | undefined>({ length });
  return {
    length,
    intervalMs,
    chunkAt(index) {
      if (!Number.isInteger(index) || index < 0 || index >= length) {
        throw new RangeError(`chunk ${index} of a track with ${length} chunks`);
      }
      const known = made[index];
      if (known !== undefined) return known ?? undefined;
      const chunk = encode(index);
      made[index] = chunk ?? null;
      return chunk;
    },
    ...(isKeyFrame && { isKeyFrame }),
  };
}
