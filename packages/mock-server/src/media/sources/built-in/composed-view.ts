/** Several scenes in one image: the speaker and gallery views of the 2025 generation (PROTOCOL.md §18.12). */
import type { Rgb } from '../../codecs/colour.js';
import { createImage, type IndexedImage, type Rect } from '../../codecs/indexed-image.js';
import { copyRect } from '../rendering/painting.js';
import type { Scene, Sprite } from '../rendering/scene.js';

/** A scene and the position of its top left corner. */
export interface Tile {
  readonly scene: Scene;
  readonly x: number;
  readonly y: number;
}

const BACKGROUND: Rgb = [16, 16, 20];

/** Maximum number of colours in a palette; a test card needs about fifty. */
const MAX_COLOURS = 256;

/**
 * Composes a scene of tiles, which must not overlap.
 *
 * @throws RangeError when the palettes of the tiles have more than 256 colours together
 */
export function composedView(width: number, height: number, tiles: readonly Tile[]): Scene {
  const palette: Rgb[] = [BACKGROUND];
  const placed = tiles.map((tile) => {
    const firstColour = palette.length;
    palette.push(...tile.scene.palette);
    const { width, height, palette: colours } = tile.scene;
    const [still, canvas] = [createImage(width, height, colours), createImage(width, height, colours)];
    return { ...tile, firstColour, still, canvas };
  });
  if (palette.length > MAX_COLOURS) {
    throw new RangeError(
      `${tiles.length} tiles need ${palette.length} colours; an image has at most ${MAX_COLOURS}`,
    );
  }
  type Placed = (typeof placed)[number];

  function copy(target: IndexedImage, { canvas, x, y, firstColour }: Placed, area: Rect): void {
    const right = Math.min(area.x + area.width, canvas.width);
    const bottom = Math.min(area.y + area.height, canvas.height);
    for (let row = Math.max(0, area.y); row < bottom; row++) {
      for (let column = Math.max(0, area.x); column < right; column++) {
        const colour = canvas.pixels[row * canvas.stride + column] ?? 0;
        target.pixels[(y + row) * target.stride + x + column] = colour + firstColour;
      }
    }
  }

  /** Translates a sprite: it paints on the image of its tile, from which its area is copied. */
  function moved(tile: Placed, sprite: Sprite): Sprite {
    const { bounds } = sprite;
    return {
      key: sprite.key,
      bounds: { ...bounds, x: tile.x + bounds.x, y: tile.y + bounds.y },
      paint: (image) => {
        copyRect(tile.canvas, tile.still, bounds);
        sprite.paint(tile.canvas);
        copy(image, tile, bounds);
      },
    };
  }

  return {
    width,
    height,
    palette,
    *paintStill(image) {
      for (const tile of placed) {
        yield* tile.scene.paintStill(tile.still);
        yield;
        tile.canvas.pixels.set(tile.still.pixels);
        copy(image, tile, { x: 0, y: 0, width: tile.scene.width, height: tile.scene.height });
      }
    },
    spritesAt: (positionMs) =>
      placed.flatMap((tile) => (tile.scene.spritesAt(positionMs) ?? []).map((sprite) => moved(tile, sprite))),
  };
}
