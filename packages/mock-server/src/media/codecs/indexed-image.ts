/** Images with a palette, the input of the in-process encoders. */
import type { Rgb } from './colour.js';

/** Width and height in pixels of the blocks that encoders process: an H.264 macroblock, a JPEG MCU with 4:2:0 chroma. */
export const BLOCK = 16;

/**
 * One byte per pixel, an index into `palette`. The memory is padded to whole blocks on the right and below. Encoders crop
 * or overwrite the padding, so its content does not matter.
 */
export interface IndexedImage {
  readonly width: number;
  readonly height: number;
  readonly palette: readonly Rgb[];
  /** Bytes from one row to the next, a multiple of {@link BLOCK}. */
  readonly stride: number;
  /** Rows in memory, a multiple of {@link BLOCK}. */
  readonly rows: number;
  readonly pixels: Uint8Array;
  /** The memory of {@link pixels} as words of four pixels, for fast comparisons. */
  readonly words: Uint32Array;
}

/** A rectangle of pixels. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Creates an image filled with colour 0. */
export function createImage(width: number, height: number, palette: readonly Rgb[]): IndexedImage {
  const stride = Math.ceil(width / BLOCK) * BLOCK;
  const rows = Math.ceil(height / BLOCK) * BLOCK;
  const pixels = new Uint8Array(stride * rows);
  return { width, height, palette, stride, rows, pixels, words: new Uint32Array(pixels.buffer) };
}

/** Returns the colour of a block when all its pixels have the same; `undefined` otherwise. */
export function uniformColour(
  { words, pixels, stride }: IndexedImage,
  column: number,
  row: number,
): number | undefined {
  const first = row * BLOCK * stride + column * BLOCK;
  const colour = pixels[first] as number;
  const word = Math.imul(colour, 0x01010101) >>> 0;
  for (let line = 0, at = first >> 2; line < BLOCK; line++, at += stride >> 2) {
    if (words[at] !== word || words[at + 1] !== word || words[at + 2] !== word || words[at + 3] !== word)
      return undefined;
  }
  return colour;
}
