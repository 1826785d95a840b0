/**
 * Baseline JPEG (JFIF, 4:2:0) of images with a palette. Each row of blocks is independent, between restart markers, so
 * rows that did not change since the last image are not encoded again. In the other rows only the blocks that changed
 * are transformed: the code of a block depends on its neighbours only by its DC values.
 */
import type { Steps } from '../tracks/steps.js';
import { BitWriter } from './bit-writer.js';
import { toJpegYcc } from './colour.js';
import { BLOCK, uniformColour, type IndexedImage, type Rect } from './indexed-image.js';
import { codeBlock, codeFlatBlock, writeCodedBlock, type ComponentTables } from './jpeg-block.js';
import { HUFFMAN, ZIGZAG, quantizationTables } from './jpeg-tables.js';

const QUALITY = 88;
const { luma, chroma } = quantizationTables(QUALITY);
const LUMA: ComponentTables = { quantization: luma, dc: HUFFMAN.lumaDc, ac: HUFFMAN.lumaAc };
const CHROMA: ComponentTables = { quantization: chroma, dc: HUFFMAN.chromaDc, ac: HUFFMAN.chromaAc };

/** Marker codes (T.81 table B.1). */
const START = Buffer.from([0xff, 0xd8]);
const END = Buffer.from([0xff, 0xd9]);
const RESTART = 0xd0;

/**
 * Returns a stateful encoder for images of one size and palette. `changed` contains the areas that differ from the image
 * of the previous call; `undefined` encodes the whole image.
 */
export function createJpegEncoder(): (
  image: IndexedImage,
  changed: readonly Rect[] | undefined,
) => Steps<Buffer> {
  let header: Buffer | undefined;
  let encodeRow: RowEncoder | undefined;
  const rows: Buffer[] = [];
  return function* (image, changed) {
    header ??= headerOf(image);
    encodeRow ??= rowEncoder(image);
    const count = image.rows / BLOCK;
    const parts = [header];
    for (let row = 0; row < count; row++) {
      const scan = rows[row];
      const areas = changed?.filter((rect) => touchesRow(rect, row));
      const current = scan && areas?.length === 0 ? scan : yield* encodeRow(image, row, areas);
      rows[row] = current;
      if (row > 0) parts.push(Buffer.of(0xff, RESTART + ((row - 1) % 8)));
      parts.push(current);
    }
    parts.push(END);
    return Buffer.concat(parts);
  };
}

/** Encodes a row of blocks. `changed`: the areas of it that differ from the previous call; `undefined`: all of it. */
type RowEncoder = (image: IndexedImage, row: number, changed: readonly Rect[] | undefined) => Steps<Buffer>;

function touchesRow({ y, height }: Rect, row: number): boolean {
  return y < (row + 1) * BLOCK && y + height > row * BLOCK;
}

function touchesColumn({ x, width }: Rect, column: number): boolean {
  return x < (column + 1) * BLOCK && x + width > column * BLOCK;
}

function segment(marker: number, ...content: (Buffer | number)[]): Buffer {
  const body = Buffer.concat(content.map((part) => (typeof part === 'number' ? Buffer.of(part) : part)));
  const length = body.length + 2;
  return Buffer.concat([Buffer.of(0xff, marker, length >> 8, length & 0xff), body]);
}

function headerOf({ width, height, stride }: IndexedImage): Buffer {
  const zigzag = (table: Uint8Array): Buffer => Buffer.from(ZIGZAG.map((at) => table[at] as number));
  const u16 = (value: number): Buffer => Buffer.of(value >> 8, value & 0xff);
  return Buffer.concat([
    START,
    // JFIF 1.01, square pixels, no thumbnail
    segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
    segment(0xdb, 0, zigzag(luma), 1, zigzag(chroma)),
    // Baseline, 8 bits; three components with their sampling and quantization table
    segment(0xc0, 8, u16(height), u16(width), 3, Buffer.of(1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1)),
    segment(0xc4, 0x00, HUFFMAN.lumaDc.definition, 0x10, HUFFMAN.lumaAc.definition),
    segment(0xc4, 0x01, HUFFMAN.chromaDc.definition, 0x11, HUFFMAN.chromaAc.definition),
    segment(0xdd, u16(stride / BLOCK)),
    segment(0xda, 3, Buffer.of(1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0)),
  ]);
}

function rowEncoder({ palette, stride, rows }: IndexedImage): RowEncoder {
  const codeUnit = unitCoder(palette);
  const columns = stride / BLOCK;
  const units = Array.from<Int32Array | undefined>({ length: columns * (rows / BLOCK) });
  const w = new BitWriter(1 << 14);
  return function* (image, row, changed) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      if (units[at] && changed && !changed.some((rect) => touchesColumn(rect, column))) continue;
      units[at] = codeUnit(image, column, row);
      yield;
    }
    w.clear();
    let [dcY, dcCb, dcCr] = [0, 0, 0];
    for (let column = 0; column < columns; column++) {
      const unit = units[row * columns + column] as Int32Array;
      let at = 0;
      for (let i = 0; i < 4; i++) {
        const y = unit[at] as number;
        at = writeCodedBlock(w, unit, at, LUMA, dcY);
        dcY = y;
      }
      const cb = unit[at] as number;
      at = writeCodedBlock(w, unit, at, CHROMA, dcCb);
      writeCodedBlock(w, unit, at, CHROMA, dcCr);
      [dcCb, dcCr] = [cb, unit[at] as number];
    }
    w.align(1);
    return stuffed(w.view());
  };
}

/** Returns a function that codes the six blocks of a unit: four of luma, one each of Cb and Cr. */
function unitCoder(
  palette: IndexedImage['palette'],
): (image: IndexedImage, column: number, row: number) => Int32Array {
  const ycc = palette.map(toJpegYcc);
  const part = (component: 0 | 1 | 2): Uint8Array => Uint8Array.from(ycc, (colour) => colour[component]);
  const [y, cb, cr] = [part(0), part(1), part(2)];
  const block = new Uint8Array(64);
  /** Units of one colour, by its index. */
  const flatUnits = new Map<number, Int32Array>();

  const codeFlat = (colour: number): Int32Array => {
    const code: number[] = [];
    for (let i = 0; i < 4; i++) codeFlatBlock(code, y[colour] as number, LUMA);
    codeFlatBlock(code, cb[colour] as number, CHROMA);
    codeFlatBlock(code, cr[colour] as number, CHROMA);
    const unit = Int32Array.from(code);
    flatUnits.set(colour, unit);
    return unit;
  };

  return (image, column, row) => {
    const flat = uniformColour(image, column, row);
    if (flat !== undefined) return flatUnits.get(flat) ?? codeFlat(flat);
    const code: number[] = [];
    for (let i = 0; i < 4; i++) {
      readLuma(block, image, y, column * BLOCK + (i & 1) * 8, row * BLOCK + (i >> 1) * 8);
      codeBlock(code, block, LUMA);
    }
    readChroma(block, image, cb, column, row);
    codeBlock(code, block, CHROMA);
    readChroma(block, image, cr, column, row);
    codeBlock(code, block, CHROMA);
    return Int32Array.from(code);
  };
}

function readLuma(
  block: Uint8Array,
  { pixels, stride }: IndexedImage,
  y: Uint8Array,
  x0: number,
  y0: number,
): void {
  for (let line = 0; line < 8; line++) {
    for (let i = 0; i < 8; i++)
      block[line * 8 + i] = y[pixels[(y0 + line) * stride + x0 + i] as number] as number;
  }
}

/** Reads chroma at half the resolution, as the mean of four pixels. */
function readChroma(
  block: Uint8Array,
  { pixels, stride }: IndexedImage,
  values: Uint8Array,
  column: number,
  row: number,
): void {
  const at = (index: number): number => values[pixels[index] as number] as number;
  for (let line = 0; line < 8; line++) {
    for (let i = 0; i < 8; i++) {
      const first = (row * BLOCK + 2 * line) * stride + column * BLOCK + 2 * i;
      block[line * 8 + i] =
        (at(first) + at(first + 1) + at(first + stride) + at(first + stride + 1) + 2) >> 2;
    }
  }
}

/** Inserts a zero after each byte 255 of entropy-coded data, so that a decoder does not take it for a marker. */
function stuffed(scan: Buffer): Buffer {
  const parts: Buffer[] = [];
  let done = 0;
  for (let at = scan.indexOf(0xff); at >= 0; at = scan.indexOf(0xff, at + 1)) {
    parts.push(scan.subarray(done, at + 1), Buffer.of(0));
    done = at + 1;
  }
  parts.push(scan.subarray(done));
  return Buffer.concat(parts);
}
