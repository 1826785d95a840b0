/** A running clock with one sprite per digit, so that only the digits that change are encoded again. */
import type { Rect } from '../../codecs/indexed-image.js';
import type { Lettering } from './lettering.js';
import type { Ramp } from '../rendering/painting.js';
import type { Sprite } from '../rendering/scene.js';
import { drawText } from './text-painting.js';

/** Position and appearance of a clock. */
export interface ClockStyle {
  readonly lettering: Lettering;
  readonly ramp: Ramp;
  /** Left edge in pixels. */
  readonly x: number;
  /** Baseline of the digits in pixels. */
  readonly baselineY: number;
}

/** All characters of a clock, so that they can be rasterized before it is shown. */
export const CLOCK_CHARACTERS = '0123456789:.';

/** Formats a position as `mm:ss.t`. */
export function formatClock(positionMs: number): string {
  const tenths = Math.floor(positionMs / 100);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(tenths / 600))}:${two(Math.floor(tenths / 10) % 60)}.${tenths % 10}`;
}

/** Width of a character in pixels. All digits have the same. */
function cellWidth(lettering: Lettering, letter: string): number {
  return Math.ceil(lettering.glyph(letter).advance);
}

/** Width of a clock in pixels. */
export function clockWidth(lettering: Lettering, text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + cellWidth(lettering, letter), 0);
}

/** Creates one sprite for each character of `text`. */
export function clockSprites(text: string, style: ClockStyle): Sprite[] {
  const { lettering, ramp, baselineY } = style;
  let x = style.x;
  return Array.from(text).map((letter) => {
    const bounds: Rect = {
      x,
      y: baselineY - Math.ceil(lettering.size * 0.78),
      width: cellWidth(lettering, letter),
      height: Math.ceil(lettering.size * 0.82),
    };
    x += bounds.width;
    return {
      key: letter,
      bounds,
      paint: (image) => drawText(image, lettering, letter, ramp, { x: bounds.x, baselineY, clip: bounds }),
    };
  });
}
