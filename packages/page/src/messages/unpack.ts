/** Bytes of a file, unpacked where it is compressed. */
import { Gunzip } from 'fflate';

/** First bytes of data that is compressed with gzip. */
const GZIP = [0x1f, 0x8b] as const;

/** Bytes that are unpacked at once: they may become a thousand times as many. */
const PIECE_BYTES = 64 * 1024;

/** Ending of the bytes of a file: complete as far as they tell, or damaged compressed data. */
export type BytesEnd = 'complete' | 'damaged';

/**
 * Yields the bytes of a file, a piece at a time, and unpacks gzip with any number of members, which its first bytes tell
 * whatever the name. `DecompressionStream` throws at a second member. Returns how the data ended; what came before a damage is
 * yielded.
 */
export async function* unpackedBytes(file: Blob): AsyncGenerator<Uint8Array, BytesEnd> {
  const start = new Uint8Array(await file.slice(0, GZIP.length).arrayBuffer());
  const isCompressed = GZIP.every((byte, index) => start[index] === byte);
  const unpacked: Uint8Array[] = [];
  const gunzip = new Gunzip((bytes) => void unpacked.push(bytes));
  for await (const chunk of chunksOf(file)) {
    if (!isCompressed) {
      yield chunk;
      continue;
    }
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      const isWhole = push(gunzip, chunk.subarray(at, at + PIECE_BYTES));
      yield* unpacked.splice(0);
      if (!isWhole) return 'damaged';
    }
  }
  return 'complete';
}

/** Returns false for damaged data. */
function push(gunzip: Gunzip, bytes: Uint8Array): boolean {
  try {
    gunzip.push(bytes);
    return true;
  } catch {
    return false;
  }
}

async function* chunksOf(file: Blob): AsyncGenerator<Uint8Array, void> {
  const reader = file.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}
