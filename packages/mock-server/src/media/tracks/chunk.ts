import type { Chunk } from './track.js';

/** Wraps encoded bytes. Their base64 is made on first use and kept. */
export function chunkOf(data: Buffer): Chunk {
  let base64: Buffer | undefined;
  return {
    data,
    get base64() {
      return (base64 ??= Buffer.from(data.toString('base64'), 'latin1'));
    },
  };
}
