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

/** Bits of a coded symbol that hold the number of its bits. */
const LENGTH_BITS = 5;
const LENGTH_MASK = (1 << LENGTH_BITS) - 1;

const half = new Float64Array(64);
const coefficients = new Int32Array(64);

/** Quantization and Huffman tables of a colour component. */
export interface ComponentTables {
  readonly quantization: Uint8Array;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
}

/**
 * Codes a block of samples (0 to 255, row by row): appends its DC value, the number of its symbols, and the symbols.
 * Only the DC value is coded relative to another block, so {@link writeCodedBlock} writes the rest as it is.
 */
export function codeBlock(code: number[], samples: Uint8Array, { quantization, ac }: ComponentTables): void {
  transform(samples, quantization);
  const start = code.push(coefficients[0] as number, 0);
  let zeros = 0;
  for (let k = 1; k < 64; k++) {
    const value = coefficients[ZIGZAG[k] as number] as number;
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) pushSymbol(code, ac, SIXTEEN_ZEROS);
    const size = sizeOf(value);
    pushSymbol(code, ac, (zeros << 4) | size);
    pushBits(code, size, bitsOf(value, size));
    zeros = 0;
  }
  if (zeros > 0) pushSymbol(code, ac, END_OF_BLOCK);
  code[start - 1] = code.length - start;
}

/** Codes a block whose samples are all equal, as {@link codeBlock} does. */
export function codeFlatBlock(code: number[], sample: number, { quantization, ac }: ComponentTables): void {
  code.push(Math.round((8 * (sample - 128)) / (quantization[0] as number)), 1);
  pushSymbol(code, ac, END_OF_BLOCK);
}

/** Writes the coded block at `at`. Returns the offset of the next one. */
export function writeCodedBlock(
  w: BitWriter,
  code: Int32Array,
  at: number,
  { dc }: ComponentTables,
  previousDc: number,
): number {
  const difference = (code[at] as number) - previousDc;
  const size = sizeOf(difference);
  w.bits(dc.lengths[size] as number, dc.codes[size] as number);
  if (size > 0) w.bits(size, bitsOf(difference, size));
  const end = at + 2 + (code[at + 1] as number);
  for (let i = at + 2; i < end; i++) {
    const symbol = code[i] as number;
    w.bits(symbol & LENGTH_MASK, symbol >> LENGTH_BITS);
  }
  return end;
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

function sizeOf(value: number): number {
  return 32 - Math.clz32(Math.abs(value));
}

/** Bits of a value, negative numbers as their ones' complement. */
function bitsOf(value: number, size: number): number {
  return (value < 0 ? value - 1 : value) & ((1 << size) - 1);
}

function pushSymbol(code: number[], table: HuffmanTable, symbol: number): void {
  pushBits(code, table.lengths[symbol] as number, table.codes[symbol] as number);
}

/** Appends at most 16 bits, with their number in the lowest {@link LENGTH_BITS}. */
function pushBits(code: number[], length: number, bits: number): void {
  code.push((bits << LENGTH_BITS) | length);
}
