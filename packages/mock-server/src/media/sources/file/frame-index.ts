/** Offsets of the frames or packets in a prepared file. Files are scanned once, in pieces. */
import { createReadStream } from 'node:fs';

/** Position of one frame or packet in a file. */
export interface FramePosition {
  /** Bytes from the beginning of the file. */
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
  /** A decoder can start here. */
  readonly isKey: boolean;
}

/** The frames or packets of a file, in order. */
export interface FrameIndex {
  readonly count: number;
  /** `undefined` from `count` on. */
  at(index: number): FramePosition | undefined;
}

/** Collects the positions of frames or packets. */
export class FrameIndexBuilder {
  private readonly offsets: number[] = [];
  private readonly lengths: number[] = [];
  private readonly keys: boolean[] = [];

  /** Appends a frame or packet. */
  add(offset: number, length: number, isKey = true): void {
    this.offsets.push(offset);
    this.lengths.push(length);
    this.keys.push(isKey);
  }

  /** Returns the index in typed arrays: a long recording has hundreds of thousands of packets. */
  build(): FrameIndex {
    const offsets = Float64Array.from(this.offsets);
    const lengths = Uint32Array.from(this.lengths);
    const keys = Uint8Array.from(this.keys, Number);
    return {
      count: offsets.length,
      at(index) {
        const offset = offsets[index];
        const length = lengths[index];
        if (offset === undefined || length === undefined) return undefined;
        return { offset, length, isKey: keys[index] === 1 };
      },
    };
  }
}

const READ_BYTES = 1024 ** 2;

/**
 * Reads a file in pieces and passes them to `scan`, which returns how many bytes it has processed. The rest is passed
 * again, in front of the next piece.
 *
 * @param scan gets the bytes, and their offset in the file
 */
export async function scanFile(path: string, scan: (bytes: Buffer, offset: number) => number): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  for await (const piece of createReadStream(path, { highWaterMark: READ_BYTES })) {
    const bytes: Buffer = rest.length === 0 ? (piece as Buffer) : Buffer.concat([rest, piece as Buffer]);
    const done = scan(bytes, offset);
    rest = bytes.subarray(done);
    offset += done;
  }
}

/** Bytes that stand where one image of a file ends and the next begins. */
export interface ImageBoundary {
  readonly bytes: Buffer;
  /** Number of these bytes that belong to the image that ends. */
  readonly headBytes: number;
}

/** EOI and SOI. Compressed data has no FF D9, and tables of an image do not look like that. */
export const JPEG_BOUNDARY: ImageBoundary = { bytes: Buffer.from('ffd9ffd8', 'hex'), headBytes: 2 };

/** IEND with its checksum, and the signature of a PNG file. */
export const PNG_BOUNDARY: ImageBoundary = {
  bytes: Buffer.from('49454e44ae42608289504e470d0a1a0a', 'hex'),
  headBytes: 8,
};

/** Indexes images that follow each other without separators, by the boundary between two of them. */
export async function indexImages(path: string, size: number, boundary: ImageBoundary): Promise<FrameIndex> {
  const index = new FrameIndexBuilder();
  let begin = 0;
  await scanFile(path, (bytes, offset) => {
    let at = bytes.indexOf(boundary.bytes);
    for (; at >= 0; at = bytes.indexOf(boundary.bytes, at + 1)) {
      const end = offset + at + boundary.headBytes;
      index.add(begin, end - begin);
      begin = end;
    }
    return Math.max(0, bytes.length - boundary.bytes.length + 1);
  });
  if (size > begin) index.add(begin, size - begin);
  return index.build();
}
