/** One 8×8 block of a baseline JPEG: cosine transform, quantization, entropy coding. */
import type { BitWriter } from './bit-writer.js';
import { ZIGZAG, type HuffmanTable } from './jpeg-tables.js';

/** Symbols for "the rest of the block is zero" (EOB) and for sixteen zeros (ZRL). */
const END_OF_BLOCK = 0x00;
const SIXTEEN_ZEROS = 0xf0;

/** `cos((2x+1)uπ/16)`, scaled so that two passes yield the transform of T.81 §A.3.3; index `u·8 + x`. */
const COSINES = Float64Array.from({ length: 64 }, (_, i) => {
  const u = i >> 3;
  return Math.cos(((2 * (i & 7) + 1) * u * Math.PI) / 16) * (u === 0 ? Math.SQRT1_2 : 1) * 0.5;
});

const half = new Float64Array(64);
const coefficients = new Int32Array(64);

/** Quantization and Huffman tables of a colour component. */
export interface ComponentTables {
  readonly quantization: Uint8Array;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
}

/** Writes a block of samples (0 to 255, row by row) and returns its DC value for the next block. */
export function writeBlock(
  w: BitWriter,
  samples: Uint8Array,
  tables: ComponentTables,
  previousDc: number,
): number {
  transform(samples, tables.quantization);
  const dc = coefficients[0] as number;
  writeDc(w, tables, dc - previousDc);
  let zeros = 0;
  for (let k = 1; k < 64; k++) {
    const value = coefficients[ZIGZAG[k] as number] as number;
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) writeSymbol(w, tables.ac, SIXTEEN_ZEROS);
    const size = sizeOf(value);
    writeSymbol(w, tables.ac, (zeros << 4) | size);
    writeValue(w, value, size);
    zeros = 0;
  }
  if (zeros > 0) writeSymbol(w, tables.ac, END_OF_BLOCK);
  return dc;
}

/** Writes a block whose samples are all equal. Returns its DC value. */
export function writeFlatBlock(
  w: BitWriter,
  sample: number,
  tables: ComponentTables,
  previousDc: number,
): number {
  const dc = Math.round((8 * (sample - 128)) / (tables.quantization[0] as number));
  writeDc(w, tables, dc - previousDc);
  writeSymbol(w, tables.ac, END_OF_BLOCK);
  return dc;
}

function transform(samples: Uint8Array, quantization: Uint8Array): void {
  for (let y = 0; y < 8; y++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let x = 0; x < 8; x++)
        sum += ((samples[y * 8 + x] as number) - 128) * (COSINES[u * 8 + x] as number);
      half[y * 8 + u] = sum;
    }
  }
  for (let u = 0; u < 8; u++) {
    for (let v = 0; v < 8; v++) {
      let sum = 0;
      for (let y = 0; y < 8; y++) sum += (half[y * 8 + u] as number) * (COSINES[v * 8 + y] as number);
      coefficients[v * 8 + u] = Math.round(sum / (quantization[v * 8 + u] as number));
    }
  }
}

function writeDc(w: BitWriter, { dc }: ComponentTables, difference: number): void {
  const size = sizeOf(difference);
  writeSymbol(w, dc, size);
  writeValue(w, difference, size);
}

function sizeOf(value: number): number {
  return 32 - Math.clz32(Math.abs(value));
}

function writeSymbol(w: BitWriter, table: HuffmanTable, symbol: number): void {
  w.bits(table.lengths[symbol] as number, table.codes[symbol] as number);
}

/** Writes `value` with `size` bits, negative numbers as their ones' complement. */
function writeValue(w: BitWriter, value: number, size: number): void {
  if (size > 0) w.bits(size, value < 0 ? value - 1 : value);
}
