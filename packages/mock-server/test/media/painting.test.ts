import { expect, test } from 'vitest';
import { createImage } from '../../src/media/codecs/indexed-image.js';
import { fillDisc, PaletteBuilder, RAMP_STEPS } from '../../src/media/sources/rendering/painting.js';

test.each([
  ['inside of the image', 30, 20, 12],
  ['between pixels', 30.25, 19.5, 12.4],
  ['of one pixel', 5, 5, 0.6],
  ['cut off at the left and above', -3, 2.5, 10],
  ['cut off at the right and below', 62, 39, 9.5],
  ['larger than the image', 30, 20, 80],
  ['outside of the image', -40, 20, 10],
])('a disc %s has the ink by the distance from its centre', (_, centreX, centreY, radius) => {
  const palette = new PaletteBuilder();
  const ramp = palette.ramp([0, 0, 0], [255, 255, 255]);
  const image = createImage(64, 40, palette.colours);
  fillDisc(image, centreX, centreY, radius, ramp);
  const expected = image.pixels.map((_pixel, at) => {
    const [x, y] = [at % image.stride, Math.floor(at / image.stride)];
    const outside = Math.hypot(x + 0.5 - centreX, y + 0.5 - centreY) - radius;
    return ramp.first + Math.round(Math.max(0, Math.min(1, 0.5 - outside)) * RAMP_STEPS);
  });
  expect(image.pixels).toEqual(expected);
});
