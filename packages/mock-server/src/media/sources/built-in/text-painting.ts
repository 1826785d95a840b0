/** Paints lines of text with smooth edges. */
import type { IndexedImage, Rect } from '../../codecs/indexed-image.js';
import { intersect, RAMP_STEPS, paddedArea, type Ramp } from '../rendering/painting.js';
import type { Lettering } from './lettering.js';

/** Where and how a line of text is written. */
export interface TextPosition {
  /** Left end, or the middle with `centred`. */
  readonly x: number;
  readonly baselineY: number;
  readonly centred?: boolean;
  /** Nothing is painted outside of this. Default: the picture. */
  readonly clip?: Rect;
}

/** Writes on a ground that has the first colour of `ramp`. */
export function drawText(
  picture: IndexedImage,
  lettering: Lettering,
  text: string,
  ramp: Ramp,
  place: TextPosition,
): void {
  const { x, baselineY, centred = false, clip = paddedArea(picture) } = place;
  let pen = centred ? x - lettering.measure(text) / 2 : x;
  for (const letter of text) {
    const glyph = lettering.glyph(letter);
    const left = Math.round(pen) + glyph.left;
    const top = baselineY + glyph.top;
    const seen = intersect({ x: left, y: top, width: glyph.width, height: glyph.height }, clip);
    for (let row = seen.y; row < seen.y + seen.height; row++) {
      for (let column = seen.x; column < seen.x + seen.width; column++) {
        const coverage = glyph.coverage[(row - top) * glyph.width + column - left] as number;
        const step = Math.round((coverage * RAMP_STEPS) / 255);
        const at = row * picture.stride + column;
        // Letters may overlap by a hair: the darker one wins.
        if (step > 0)
          picture.pixels[at] = Math.max(ramp.first + step, inRamp(picture.pixels[at] as number, ramp));
      }
    }
    pen += glyph.advance;
  }
}

function inRamp(colour: number, ramp: Ramp): number {
  return colour >= ramp.first && colour <= ramp.last ? colour : ramp.first;
}
