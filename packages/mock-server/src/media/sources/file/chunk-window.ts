/** Chunks of a long track, read when they are played and shared by all who play the same part. */
import { chunkOf } from '../../tracks/chunk.js';
import type { Chunk } from '../../tracks/track.js';

/** Max bytes of media and base64 that one track keeps in memory. */
const DEFAULT_MAX_BYTES = 16 * 1024 ** 2;

/** Bytes of media and base64 together, per byte of media. */
const BYTES_KEPT_PER_BYTE = 1 + 4 / 3;

/**
 * Returns a `chunkAt` for a track. It calls `bytesAt` once per chunk as long as the chunk is in memory. When there
 * is no room, the chunks that were read first are dropped: playing goes forward, so they were played longest ago.
 *
 * @param maxBytes default: 16 MiB
 */
export function createChunkWindow(
  bytesAt: (index: number) => Buffer | undefined,
  maxBytes: number = DEFAULT_MAX_BYTES,
): (index: number) => Chunk | undefined {
  const window = new Map<number, Chunk>();
  let bytes = 0;
  const sizeOf = ({ data }: Chunk): number => data.length * BYTES_KEPT_PER_BYTE;
  return (index) => {
    const known = window.get(index);
    if (known) return known;
    const data = bytesAt(index);
    if (!data) return undefined;
    const chunk = chunkOf(data);
    window.set(index, chunk);
    bytes += sizeOf(chunk);
    for (const [oldest, dropped] of window) {
      if (bytes <= maxBytes || oldest === index) break;
      window.delete(oldest);
      bytes -= sizeOf(dropped);
    }
    return chunk;
  };
}
