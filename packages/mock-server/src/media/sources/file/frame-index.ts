/** Where each picture or packet of a prepared file begins and ends. Files are read through once, in pieces. */
import { createReadStream } from 'node:fs';

/** The pieces of a file, in order. */
export interface FrameIndex {
  readonly count: number;
  /** `undefined` behind the last. */
  at(
    index: number,
  ): { readonly offset: number; readonly length: number; readonly isKey: boolean } | undefined;
}

/** Collects the pieces of a file. */
export class FrameIndexBuilder {
  private readonly offsets: number[] = [];
  private readonly lengths: number[] = [];
  private readonly keys: boolean[] = [];

  add(offset: number, length: number, isKey = true): void {
    this.offsets.push(offset);
    this.lengths.push(length);
    this.keys.push(isKey);
  }

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
 * Gives a file to `scan` in pieces. `scan` gets what it left over the last time with what follows, and
 * where that begins in the file; it returns how many bytes it is done with.
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

/** Pictures that follow each other without anything between: one begins where `seam` says that another ended. */
export async function indexPictures(
  path: string,
  size: number,
  { seam, headBytes }: PictureSeam,
): Promise<FrameIndex> {
  const index = new FrameIndexBuilder();
  let begin = 0;
  await scanFile(path, (bytes, offset) => {
    let at = bytes.indexOf(seam);
    for (; at >= 0; at = bytes.indexOf(seam, at + 1)) {
      const end = offset + at + headBytes;
      index.add(begin, end - begin);
      begin = end;
    }
    return Math.max(0, bytes.length - seam.length + 1);
  });
  if (size > begin) index.add(begin, size - begin);
  return index.build();
}

/** What stands where one picture ends and the next begins. */
export interface PictureSeam {
  readonly seam: Buffer;
  /** How much of it belongs to the picture that ends. */
  readonly headBytes: number;
}

/** EOI and SOI. Compressed data has no FF D9, and tables of one picture do not look like that. */
export const JPEG_SEAM: PictureSeam = { seam: Buffer.from('ffd9ffd8', 'hex'), headBytes: 2 };

/** IEND with its checksum, and the signature of a PNG file. */
export const PNG_SEAM: PictureSeam = {
  seam: Buffer.from('49454e44ae42608289504e470d0a1a0a', 'hex'),
  headBytes: 8,
};
