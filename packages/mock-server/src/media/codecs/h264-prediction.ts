/** Intra prediction of macroblocks from their neighbours (H.264 §8.3.3 and §8.3.4). */
import { BLOCK, type IndexedImage } from './indexed-image.js';

/** Intra 16×16 prediction from the row above or from the column to the left. */
export type Prediction = 'vertical' | 'horizontal';

/**
 * Returns the prediction that equals this macroblock exactly; `undefined` when there is none. It compares palette
 * indices, with two rows (or columns) of neighbours because a chroma sample covers two of them.
 */
export function blockPredictor(image: IndexedImage, column: number, row: number): Prediction | undefined {
  if (row > 0 && continuesFromAbove(image, column, row)) return 'vertical';
  if (column > 0 && continuesFromLeft(image, column, row)) return 'horizontal';
  return undefined;
}

function continuesFromAbove({ words, stride }: IndexedImage, column: number, row: number): boolean {
  const step = stride >> 2;
  const first = (row * BLOCK * stride + column * BLOCK) >> 2;
  for (let word = 0; word < BLOCK / 4; word++) {
    const above = words[first - step + word];
    for (let line = -2; line < BLOCK; line++) if (words[first + line * step + word] !== above) return false;
  }
  return true;
}

function continuesFromLeft({ words, pixels, stride }: IndexedImage, column: number, row: number): boolean {
  let at = row * BLOCK * stride + column * BLOCK;
  for (let line = 0; line < BLOCK; line++, at += stride) {
    const colour = pixels[at - 1] as number;
    if (pixels[at - 2] !== colour) return false;
    const four = Math.imul(colour, 0x01010101) >>> 0;
    const word = at >> 2;
    if (
      words[word] !== four ||
      words[word + 1] !== four ||
      words[word + 2] !== four ||
      words[word + 3] !== four
    ) {
      return false;
    }
  }
  return true;
}
