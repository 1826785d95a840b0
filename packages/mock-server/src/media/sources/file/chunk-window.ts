/** Chunks of a long track: made when they are played, and shared by those who play the same part. */
import { chunkOf } from '../../tracks/chunk.js';
import type { Chunk } from '../../tracks/track.js';

/** Bytes of media and base64 that one track holds. */
const DEFAULT_MAX_BYTES = 16 * 1024 ** 2;

/** Media and base64 together, by byte of media. */
const BYTES_HELD_PER_BYTE = 1 + 4 / 3;

/**
 * Returns `chunkAt` for a track: `bytesAt` is asked once for each chunk while that is held. The chunks
 * made first are dropped first, which is those played longest ago.
 *
 * @param maxBytes default: 16 MiB
 */
export function createChunkWindow(
  bytesAt: (index: number) => Buffer | undefined,
  maxBytes: number = DEFAULT_MAX_BYTES,
): (index: number) => Chunk | undefined {
  const held = new Map<number, Chunk>();
  let bytes = 0;
  const cost = ({ data }: Chunk): number => data.length * BYTES_HELD_PER_BYTE;
  return (index) => {
    const known = held.get(index);
    if (known) return known;
    const data = bytesAt(index);
    if (!data) return undefined;
    const chunk = chunkOf(data);
    held.set(index, chunk);
    bytes += cost(chunk);
    for (const [oldest, dropped] of held) {
      if (bytes <= maxBytes || oldest === index) break;
      held.delete(oldest);
      bytes -= cost(dropped);
    }
    return chunk;
  };
}
