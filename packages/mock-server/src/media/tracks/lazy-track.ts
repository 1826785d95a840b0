/** Tracks whose chunks are encoded when they are requested, and kept for later requests. */
import type { Chunk, Track } from './track.js';

/** Options of {@link lazyTrack}. */
export interface LazyTrackOptions {
  /** Number of chunks before the track repeats. */
  readonly length: number;
  /** Milliseconds between chunks. */
  readonly intervalMs: number;
  /**
   * Encodes one chunk; called in any order, once per index unless the track is long. `undefined` where nothing is sent.
   */
  readonly encode: (index: number) => Chunk | undefined;
  /** See {@link Track.isKeyFrame}. Default: every chunk is a keyframe. */
  readonly isKeyFrame?: (index: number) => boolean;
}

/** Duration up to which a track keeps all of its chunks, in milliseconds. Ten minutes of JPG would be 300 MB. */
const MAX_KEPT_MS = 2 * 60_000;

/**
 * Creates a track that encodes each chunk when it is first played. A track of more than two minutes keeps those that
 * were played last: meetings at about the same position share them.
 */
export function lazyTrack(options: LazyTrackOptions): Track {
  const { length, intervalMs, encode, isKeyFrame } = options;
  /** `null`: encoded, with nothing to send. */
  const chunks = Array.from<Chunk | null | undefined>({ length });
  const kept = Math.min(length, Math.ceil(MAX_KEPT_MS / intervalMs));
  /** Indices of the chunks that are kept, the oldest at `oldest`; only for a track that does not keep all. */
  const indices = kept < length ? new Int32Array(kept).fill(-1) : undefined;
  let oldest = 0;
  const keep = (index: number, chunk: Chunk | undefined): void => {
    chunks[index] = chunk ?? null;
    if (!indices) return;
    const dropped = indices[oldest] ?? -1;
    if (dropped >= 0) chunks[dropped] = undefined;
    indices[oldest] = index;
    oldest = (oldest + 1) % kept;
  };
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
      keep(index, chunk);
      return chunk;
    },
    ...(isKeyFrame && { isKeyFrame }),
  };
}
