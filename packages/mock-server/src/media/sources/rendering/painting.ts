/** Painting on images with a palette: rectangles and discs with smooth edges. */
import { blend, type Rgb } from '../../codecs/colour.js';
import type { IndexedImage, Rect } from '../../codecs/indexed-image.js';

/** Consecutive palette entries from a background to an ink colour, for smooth edges. */
export interface Ramp {
  /** Palette index of the background. */
  readonly first: number;
  /** Palette index of the ink. */
  readonly last: number;
}

/** Number of steps of a {@link Ramp} from background to ink. */
export const RAMP_STEPS = 15;

/** Collects the colours of an image. */
export class PaletteBuilder {
  readonly colours: Rgb[] = [];

  /** Adds a colour and returns its palette index. */
  add(colour: Rgb): number {
    return this.colours.push(colour) - 1;
  }

  /** Adds sixteen colours from `background` to `ink`. */
  ramp(background: Rgb, ink: Rgb): Ramp {
    const first = this.colours.length;
    for (let step = 0; step <= RAMP_STEPS; step++) this.add(blend(background, ink, step / RAMP_STEPS));
    return { first, last: first + RAMP_STEPS };
  }
}

/** Returns the part of `rect` that is inside `bounds`. */
export function intersect(rect: Rect, bounds: Rect): Rect {
  const x = Math.max(rect.x, bounds.x);
  const y = Math.max(rect.y, bounds.y);
  const width = Math.max(0, Math.min(rect.x + rect.width, bounds.x + bounds.width) - x);
  const height = Math.max(0, Math.min(rect.y + rect.height, bounds.y + bounds.height) - y);
  return { x, y, width, height };
}

/** Returns the area of an image including its padding, so that backgrounds continue under the cropped edge. */
export function paddedArea(image: IndexedImage): Rect {
  return { x: 0, y: 0, width: image.stride, height: image.rows };
}

/** Fills a rectangle, clipped to the image, with one colour. */
export function fillRect(image: IndexedImage, rect: Rect, colour: number): void {
  const { x, y, width, height } = intersect(rect, paddedArea(image));
  for (let row = y; row < y + height; row++) {
    image.pixels.fill(colour, row * image.stride + x, row * image.stride + x + width);
  }
}

/** Copies a rectangle from another image of the same size, at the same position. */
export function copyRect(target: IndexedImage, source: IndexedImage, rect: Rect): void {
  const { x, y, width, height } = intersect(rect, paddedArea(target));
  for (let row = y; row < y + height; row++) {
    const at = row * target.stride + x;
    target.pixels.set(source.pixels.subarray(at, at + width), at);
  }
}

/** Fills a disc, clipped to the image, with the colours of `ramp`. The centre and the radius are in pixels. */
export function fillDisc(
  image: IndexedImage,
  centreX: number,
  centreY: number,
  radius: number,
  ramp: Ramp,
): void {
  const { pixels, stride, rows } = image;
  const from = Math.max(0, Math.floor(centreX - radius - 1));
  const to = Math.min(stride, Math.floor(centreX + radius + 1) + 1);
  const lastY = Math.min(rows - 1, centreY + radius + 1);
  const paintEdge = (y: number, fromX: number, toX: number): void => {
    for (let x = fromX; x < toX; x++) {
      const outside = Math.hypot(x + 0.5 - centreX, y + 0.5 - centreY) - radius;
      const step = Math.round(Math.max(0, Math.min(1, 0.5 - outside)) * RAMP_STEPS);
      if (step > 0) pixels[y * stride + x] = ramp.first + step;
    }
  };
  for (let y = Math.max(0, Math.floor(centreY - radius - 1)); y <= lastY; y++) {
    const row = y * stride;
    // Most of a disc is ink. Only the pixels at its edge need their distance from the centre.
    const inner = (radius - 1) ** 2 - (y + 0.5 - centreY) ** 2;
    const reach = inner > 0 ? Math.sqrt(inner) - 1 : -1;
    const inkFrom = Math.min(to, Math.max(from, Math.ceil(centreX - reach)));
    const inkTo = Math.max(inkFrom, Math.min(to, Math.floor(centreX + reach)));
    paintEdge(y, from, inkFrom);
    pixels.fill(ramp.last, row + inkFrom, row + inkTo);
    paintEdge(y, inkTo, to);
  }
}

/** Converts a length that is designed for a height of 360 pixels into whole pixels, at least 1. */
export type Scale = (length: number) => number;

/** Returns the scale for an image of `height` pixels. */
export function scaleFor(height: number): Scale {
  return (length) => Math.max(1, Math.round((length * height) / 360));
}
