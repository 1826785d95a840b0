/** Animated images: a still background and sprites on it. */
import type { Rgb } from '../../codecs/colour.js';
import { createImage, type IndexedImage, type Rect } from '../../codecs/indexed-image.js';
import type { Steps } from '../../tracks/steps.js';
import { copyRect } from './painting.js';

/** A part of the image at one position in time. */
export interface Sprite {
  /** Equal keys of the same sprite mean equal pixels in the same place. */
  readonly key: string;
  /** The sprite paints nothing outside of this rectangle. Different sprites never overlap, at any position. */
  readonly bounds: Rect;
  /** Paints the sprite on the background. */
  paint(image: IndexedImage): void;
}

/** An animated image. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly palette: readonly Rgb[];
  /** Paints the still background on an image that is filled with colour 0. */
  paintStill(image: IndexedImage): Steps;
  /**
   * Returns the sprites at a position in milliseconds, always the same number and in the same order; `undefined` while
   * nothing is shown.
   */
  spritesAt(positionMs: number): readonly Sprite[] | undefined;
  /** Returns false while nothing is shown, without the work of {@link spritesAt}. Default: something always is. */
  isShownAt?(positionMs: number): boolean;
}

/** An image that shows one position of a scene at a time. */
export interface Canvas {
  readonly image: IndexedImage;
  /** Updates the image to these sprites. Paints only those that differ from the ones shown. */
  show(sprites: readonly Sprite[]): void;
}

/** Creates canvases of a scene. The background is painted once for all of them. */
export function* createCanvases(scene: Scene, count: number): Steps<Canvas[]> {
  const still = createImage(scene.width, scene.height, scene.palette);
  yield* scene.paintStill(still);
  const canvases: Canvas[] = [];
  while (canvases.length < count) {
    yield;
    canvases.push(createCanvas(scene, still));
  }
  return canvases;
}

function createCanvas(scene: Scene, still: IndexedImage): Canvas {
  const image = createImage(scene.width, scene.height, scene.palette);
  image.pixels.set(still.pixels);
  let shown: readonly Sprite[] = [];
  return {
    image,
    show(sprites) {
      const changed = sprites.filter((sprite, i) => sprite.key !== shown[i]?.key);
      sprites.forEach((sprite, i) => {
        const old = shown[i];
        if (old && old.key !== sprite.key) copyRect(image, still, old.bounds);
      });
      for (const sprite of changed) sprite.paint(image);
      shown = sprites;
    },
  };
}

/** Returns the areas in which two sets of sprites of a scene differ. */
export function changedAreas(before: readonly Sprite[], after: readonly Sprite[]): Rect[] {
  return after.flatMap((sprite, i) => {
    const old = before[i];
    return old && old.key === sprite.key ? [] : [sprite.bounds, ...(old ? [old.bounds] : [])];
  });
}
