/** Painting on pictures with a palette: areas, discs and text with smooth edges. */
import { blend, type Rgb } from '../../codecs/colour.js';
import type { IndexedImage, Rect } from '../../codecs/indexed-image.js';

/** Palette entries from a ground colour (first) to an ink colour (last), for smooth edges. */
export interface Ramp {
  readonly first: number;
  readonly last: number;
}

export const RAMP_STEPS = 15;

/** Collects the colours of a picture. */
export class PaletteBuilder {
  readonly colours: Rgb[] = [];

  add(colour: Rgb): number {
    return this.colours.push(colour) - 1;
  }

  /** Sixteen colours from `ground` to `ink`. */
  ramp(ground: Rgb, ink: Rgb): Ramp {
    const first = this.colours.length;
    for (let step = 0; step <= RAMP_STEPS; step++) this.add(blend(ground, ink, step / RAMP_STEPS));
    return { first, last: first + RAMP_STEPS };
  }
}

/** The part of `rect` that lies inside of `bounds`. */
export function intersect(rect: Rect, bounds: Rect): Rect {
  const x = Math.max(rect.x, bounds.x);
  const y = Math.max(rect.y, bounds.y);
  const width = Math.max(0, Math.min(rect.x + rect.width, bounds.x + bounds.width) - x);
  const height = Math.max(0, Math.min(rect.y + rect.height, bounds.y + bounds.height) - y);
  return { x, y, width, height };
}

/** The whole picture, padding included, so that grounds go on under the cropped edge. */
export function paddedArea(picture: IndexedImage): Rect {
  return { x: 0, y: 0, width: picture.stride, height: picture.rows };
}

export function fillRect(picture: IndexedImage, rect: Rect, colour: number): void {
  const { x, y, width, height } = intersect(rect, paddedArea(picture));
  for (let row = y; row < y + height; row++) {
    picture.pixels.fill(colour, row * picture.stride + x, row * picture.stride + x + width);
  }
}

/** Copies the same place from another picture of the same size. */
export function copyRect(target: IndexedImage, source: IndexedImage, rect: Rect): void {
  const { x, y, width, height } = intersect(rect, paddedArea(target));
  for (let row = y; row < y + height; row++) {
    const at = row * target.stride + x;
    target.pixels.set(source.pixels.subarray(at, at + width), at);
  }
}

export function fillDisc(
  picture: IndexedImage,
  centreX: number,
  centreY: number,
  radius: number,
  ramp: Ramp,
): void {
  for (let y = Math.floor(centreY - radius - 1); y <= centreY + radius + 1; y++) {
    for (let x = Math.floor(centreX - radius - 1); x <= centreX + radius + 1; x++) {
      const outside = Math.hypot(x + 0.5 - centreX, y + 0.5 - centreY) - radius;
      const step = Math.round(Math.max(0, Math.min(1, 0.5 - outside)) * RAMP_STEPS);
      if (step > 0 && x >= 0 && y >= 0 && x < picture.stride && y < picture.rows) {
        picture.pixels[y * picture.stride + x] = ramp.first + step;
      }
    }
  }
}
