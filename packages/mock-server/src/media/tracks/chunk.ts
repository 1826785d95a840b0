import type { Chunk } from './track.js';

/** Creates a chunk of encoded bytes. Its base64 is encoded on first use and kept. */
export function chunkOf(data: Buffer): Chunk {
  let base64: Buffer | undefined;
  return {
    data,
    get base64() {
      return (base64 ??= Buffer.from(data.toString('base64'), 'latin1'));
    },
  };
}
