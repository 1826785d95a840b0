/** PNG files of images with a palette (PNG specification, third edition). */
import { deflateSync } from 'node:zlib';

import { runSteps, type Steps } from '../tracks/steps.js';
import type { IndexedImage } from './indexed-image.js';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOUR_TYPE_INDEXED = 3;
/** Images with plain areas compress well at any level; this one is fast. */
const DEFLATE_LEVEL = 2;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** A chunk of a PNG file with its length and checksum. `type`: four letters. */
export function pngChunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

/** Encodes a complete PNG file with 8 bits per pixel. */
export function encodePng(image: IndexedImage): Buffer {
  return runSteps(pngSteps(image));
}

/** As {@link encodePng}, in steps, each of which takes one or two milliseconds for 1280 × 720 pixels. */
export function* pngSteps({ width, height, stride, pixels, palette }: IndexedImage): Steps<Buffer> {
  yield;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = COLOUR_TYPE_INDEXED;
  // Each row begins with its filter type: 0, none.
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    rows.set(pixels.subarray(y * stride, y * stride + width), y * (width + 1) + 1);
  yield;
  const compressed = deflateSync(rows, { level: DEFLATE_LEVEL });
  yield;
  return Buffer.concat([
    SIGNATURE,
    pngChunk('IHDR', header),
    pngChunk('PLTE', Buffer.from(palette.flat())),
    pngChunk('IDAT', compressed),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}
