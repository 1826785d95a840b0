/**
 * Several scenes in one picture: the speaker and gallery views of the 2025 generation (PROTOCOL.md §18.12).
 */
import type { Rgb } from '../../codecs/colour.js';
import { createImage, type IndexedImage, type Rect } from '../../codecs/indexed-image.js';
import { copyRect } from '../rendering/painting.js';
import type { Scene, Sprite } from '../rendering/scene.js';

/** A scene and where its top left corner is. */
export interface Tile {
  readonly scene: Scene;
  readonly x: number;
  readonly y: number;
}

const BACKGROUND: Rgb = [16, 16, 20];

/** Palettes hold this many colours at most; a card needs about fifty. */
const MAX_COLOURS = 256;

/** Tiles must not overlap, and their palettes must have room in one. */
export function composedView(width: number, height: number, tiles: readonly Tile[]): Scene {
  const palette: Rgb[] = [BACKGROUND];
  const placed = tiles.map((tile) => {
    const firstColour = palette.length;
    palette.push(...tile.scene.palette);
    const { width, height, palette: colours } = tile.scene;
    const still = createImage(width, height, colours);
    tile.scene.paintStill(still);
    const canvas = createImage(width, height, colours);
    canvas.pixels.set(still.pixels);
    return { ...tile, firstColour, still, canvas };
  });
  if (palette.length > MAX_COLOURS) {
    throw new RangeError(
      `${tiles.length} tiles need ${palette.length} colours, and a picture has ${MAX_COLOURS}`,
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

  /** A sprite paints on its tile's own picture, from which its area is copied. */
  function moved(tile: Placed, sprite: Sprite): Sprite {
    const { bounds } = sprite;
    return {
      key: sprite.key,
      bounds: { ...bounds, x: tile.x + bounds.x, y: tile.y + bounds.y },
      paint: (picture) => {
        copyRect(tile.canvas, tile.still, bounds);
        sprite.paint(tile.canvas);
        copy(picture, tile, bounds);
      },
    };
  }

  return {
    width,
    height,
    palette,
    paintStill(picture) {
      for (const tile of placed) {
        tile.canvas.pixels.set(tile.still.pixels);
        copy(picture, tile, { x: 0, y: 0, width: tile.scene.width, height: tile.scene.height });
      }
    },
    spritesAt: (positionMs) =>
      placed.flatMap((tile) => (tile.scene.spritesAt(positionMs) ?? []).map((sprite) => moved(tile, sprite))),
  };
}
