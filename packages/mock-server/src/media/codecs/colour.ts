/** Colours, and their conversion to the Y′CbCr systems of video and JPEG. */

/** Red, green and blue, 0 to 255 (sRGB). */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Luma and the two colour differences, 0 to 255. */
export type Ycc = readonly [y: number, cb: number, cr: number];

/** Converts to BT.709 with the limited range of video: luma is 16 to 235, so no byte of a frame is ever 0. */
export function toVideoYcc([red, green, blue]: Rgb): Ycc {
  const y = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return [
    Math.round(16 + (y * 219) / 255),
    Math.round(128 + (((blue - y) / 1.8556) * 224) / 255),
    Math.round(128 + (((red - y) / 1.5748) * 224) / 255),
  ];
}

/** Converts to BT.601 with full range, as JFIF requires. */
export function toJpegYcc([red, green, blue]: Rgb): Ycc {
  const y = 0.299 * red + 0.587 * green + 0.114 * blue;
  return [Math.round(y), Math.round(128 + (blue - y) / 1.772), Math.round(128 + (red - y) / 1.402)];
}

/** Interpolates between two colours; `share` is 0 for `from` to 1 for `to`. */
export function blend(from: Rgb, to: Rgb, share: number): Rgb {
  const mix = (a: number, b: number): number => Math.round(a + (b - a) * share);
  return [mix(from[0], to[0]), mix(from[1], to[1]), mix(from[2], to[2])];
}
