/** Paints lines of text with smooth edges. */
import type { IndexedImage, Rect } from '../../codecs/indexed-image.js';
import { intersect, RAMP_STEPS, paddedArea, type Ramp } from '../rendering/painting.js';
import type { Steps } from '../../tracks/steps.js';
import type { Lettering } from './lettering.js';

/** Position of a line of text. */
export interface TextPosition {
  /** Left edge in pixels, or the middle when {@link centred}. */
  readonly x: number;
  /** Baseline in pixels. */
  readonly baselineY: number;
  /** @default false */
  readonly centred?: boolean;
  /** Nothing is painted outside of this rectangle. Default: the image. */
  readonly clip?: Rect;
}

/** Rasterizes the letters of a text, so that {@link drawText} takes little time. */
export function* rasterizeText(lettering: Lettering, text: string): Steps {
  for (const letter of text) {
    lettering.glyph(letter);
    yield;
  }
}

/** Paints a line of text on a background that has the first colour of `ramp`. */
export function drawText(
  image: IndexedImage,
  lettering: Lettering,
  text: string,
  ramp: Ramp,
  position: TextPosition,
): void {
  const { x, baselineY, centred = false, clip = paddedArea(image) } = position;
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
        const at = row * image.stride + column;
        // Adjacent glyphs may overlap slightly; the darker pixel is kept.
        if (step > 0)
          image.pixels[at] = Math.max(ramp.first + step, inRamp(image.pixels[at] as number, ramp));
      }
    }
    pen += glyph.advance;
  }
}

function inRamp(colour: number, ramp: Ramp): number {
  return colour >= ramp.first && colour <= ramp.last ? colour : ramp.first;
}
