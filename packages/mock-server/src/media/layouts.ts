/** Layouts of composed video: the positions of the cameras in gallery and speaker view (PROTOCOL.md §18.12). */
import type { Rect } from './codecs/indexed-image.js';

/** Maximum number of cameras in a composed view; further participants are not shown. */
export const MAX_TILES = 4;

/** H.264 requires even sizes; encoders require at least 64 pixels. */
function evenLength(length: number): number {
  return Math.max(64, Math.floor(length / 2) * 2);
}

/** Returns `count` rectangles of equal size, at most {@link MAX_TILES}: one, two side by side, or two rows of two. */
export function galleryRects(count: number, width: number, height: number): Rect[] {
  const shown = Math.min(count, MAX_TILES);
  if (shown <= 1) return [{ x: 0, y: 0, width, height }];
  const tile = { width: evenLength(width / 2), height: evenLength(height / 2) };
  const rows = Math.ceil(shown / 2);
  const top = Math.max(0, Math.floor((height - rows * tile.height) / 2));
  return Array.from({ length: shown }, (_, index) => ({
    ...tile,
    x: (index % 2) * tile.width,
    y: top + Math.floor(index / 2) * tile.height,
  }));
}

/**
 * Returns `count` rectangles, at most {@link MAX_TILES}: the first is large and on the left, the others are in a column
 * on the right.
 */
export function speakerRects(count: number, width: number, height: number): Rect[] {
  const shown = Math.min(count, MAX_TILES);
  if (shown <= 1) return [{ x: 0, y: 0, width, height }];
  const large = { width: evenLength(width * 0.75), height: evenLength(height * 0.75) };
  const small = { width: evenLength(width / 4), height: evenLength(height / 4) };
  const others = Array.from({ length: shown - 1 }, (_, index) => ({
    ...small,
    x: large.width,
    y: Math.floor(height / 8) + index * small.height,
  }));
  return [{ ...large, x: 0, y: Math.floor((height - large.height) / 2) }, ...others];
}
