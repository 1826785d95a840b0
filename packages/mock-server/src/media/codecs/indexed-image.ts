/** Pictures with a palette: what the in-process encoders take. */
import type { Rgb } from './colour.js';

/** Encoders work on blocks of this many pixels squared: an H.264 macroblock, a JPEG unit with 4:2:0 colour. */
export const BLOCK = 16;

/**
 * One byte for each pixel, an index into `palette`. Memory is padded to whole blocks on the right
 * and below; encoders crop that away or fill it up, so its content does not matter.
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
  /** The same memory, four pixels at a time, for fast comparisons. */
  readonly words: Uint32Array;
}

/** A rectangle of pixels. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture filled with colour 0. */
export function createImage(width: number, height: number, palette: readonly Rgb[]): IndexedImage {
  const stride = Math.ceil(width / BLOCK) * BLOCK;
  const rows = Math.ceil(height / BLOCK) * BLOCK;
  const pixels = new Uint8Array(stride * rows);
  return { width, height, palette, stride, rows, pixels, words: new Uint32Array(pixels.buffer) };
}

/** The colour of a block of one colour, otherwise `undefined`. */
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
