/** Pictures that change with time, described as a still ground and sprites on it. */
import type { Rgb } from '../../codecs/colour.js';
import { createImage, type IndexedImage, type Rect } from '../../codecs/indexed-image.js';
import { copyRect } from './painting.js';

/** A part of the picture at one moment. */
export interface Sprite {
  /** Equal keys of the same sprite mean equal pixels in the same place. */
  readonly key: string;
  /** The sprite changes nothing outside of this. Different sprites never overlap, at any time. */
  readonly bounds: Rect;
  paint(picture: IndexedImage): void;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly palette: readonly Rgb[];
  /** Paints what never changes on a picture that is filled with colour 0. */
  paintStill(picture: IndexedImage): void;
  /** The sprites, always as many and in the same order; `undefined` while nothing is shown at all. */
  spritesAt(positionMs: number): readonly Sprite[] | undefined;
}

/** A canvas that shows one moment of a scene after the other. */
export interface Canvas {
  readonly picture: IndexedImage;
  /** Brings the picture to this moment and repaints only what is different. */
  show(sprites: readonly Sprite[]): void;
}

/** The still part is painted once, for any number of canvases. */
export function createCanvases(scene: Scene, count: number): Canvas[] {
  const still = createImage(scene.width, scene.height, scene.palette);
  scene.paintStill(still);
  return Array.from({ length: count }, () => createCanvas(scene, still));
}

function createCanvas(scene: Scene, still: IndexedImage): Canvas {
  const picture = createImage(scene.width, scene.height, scene.palette);
  picture.pixels.set(still.pixels);
  let shown: readonly Sprite[] = [];
  return {
    picture,
    show(sprites) {
      const changed = sprites.filter((sprite, i) => sprite.key !== shown[i]?.key);
      sprites.forEach((sprite, i) => {
        const old = shown[i];
        if (old && old.key !== sprite.key) copyRect(picture, still, old.bounds);
      });
      for (const sprite of changed) sprite.paint(picture);
      shown = sprites;
    },
  };
}

/** The places where two moments of a scene differ. */
export function changedAreas(before: readonly Sprite[], after: readonly Sprite[]): Rect[] {
  return after.flatMap((sprite, i) => {
    const old = before[i];
    return old && old.key === sprite.key ? [] : [sprite.bounds, ...(old ? [old.bounds] : [])];
  });
}
