import type { Chunk } from './track.js';

/** Creates a chunk of encoded bytes. Its base64 is encoded on first use and kept. */
export function chunkOf(data: Buffer): Chunk {
  return new EncodedChunk(data);
}

/** One object without closures: a track of a minute has thousands of chunks. */
class EncodedChunk implements Chunk {
  readonly data: Buffer;
  #base64: Buffer | undefined;

  constructor(data: Buffer) {
    this.data = data;
  }

  get base64(): Buffer {
    return (this.#base64 ??= Buffer.from(this.data.toString('base64'), 'latin1'));
  }
}
