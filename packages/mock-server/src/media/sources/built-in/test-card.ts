/**
 * A participant's camera: a background colour of their own, initials, name, a running clock, a marker that moves from
 * side to side, and a border that lights up while the participant speaks.
 */
import type { Rgb } from '../../codecs/colour.js';
import type { Rect } from '../../codecs/indexed-image.js';
import type { VideoFormat } from '../../tracks/track.js';
import { CLOCK_CHARACTERS, clockSprites, formatClock, clockWidth } from './clock-sprites.js';
import type { ConversationManifest } from './conversation-assets.js';
import type { Lettering, Typeface } from './lettering.js';
import { PaletteBuilder, fillDisc, fillRect, scaleFor } from '../rendering/painting.js';
import type { Scene, Sprite } from '../rendering/scene.js';
import { drawText, rasterizeText } from './text-painting.js';

/** Input of {@link testCard}. */
export interface TestCardRequest {
  readonly manifest: ConversationManifest;
  /** Index of the participant; selects the colour. */
  readonly participant: number;
  readonly name: string;
  readonly format: VideoFormat;
  readonly typeface: Typeface;
}

const BACKGROUNDS: readonly Rgb[] = [
  [28, 60, 92],
  [84, 44, 70],
  [38, 76, 58],
  [92, 62, 28],
  [62, 52, 104],
  [30, 76, 86],
];
const WHITE: Rgb = [250, 250, 250];
const GREEN: Rgb = [80, 220, 120];
const AMBER: Rgb = [255, 190, 70];

/** Duration of the marker's movement from one side to the other, in milliseconds. */
const MARKER_SWEEP_MS = 4000;

/** Lengths in pixels for a height of 360; they are scaled with the height. */
const LAYOUT = {
  border: 6,
  disc: { y: 138, radius: 68, initials: 54 },
  clock: { size: 36, baseline: 262 },
  name: { x: 32, size: 24, baseline: 316, minSize: 8 },
  format: { x: 32, size: 13, baseline: 37 },
  marker: { y: 332, size: 12, margin: 32 },
} as const;

/** Creates the scene of a camera. */
export function testCard({ manifest, participant, name, format, typeface }: TestCardRequest): Scene {
  const { width, height } = format;
  const px = scaleFor(height);

  const background = BACKGROUNDS[participant % BACKGROUNDS.length] as Rgb;
  const palette = new PaletteBuilder();
  const light: Rgb = [background[0] + 44, background[1] + 44, background[2] + 44];
  const ink = palette.ramp(background, WHITE);
  const disc = palette.ramp(background, light);
  const initials = palette.ramp(light, WHITE);
  const green = palette.add(GREEN);
  const amber = palette.add(AMBER);

  const clockLetters = typeface(px(LAYOUT.clock.size));
  // Measured when it is first shown, because measuring rasterizes the digits.
  let clockX: number | undefined;
  const spans = manifest.utterances.filter(({ speaker }) => speaker === participant);

  return {
    width,
    height,
    palette: palette.colours,

    *paintStill(image) {
      const { disc: circle, name: nameStyle, format: formatStyle } = LAYOUT;
      fillDisc(image, width / 2, px(circle.y), px(circle.radius), disc);
      yield;
      const big = typeface(px(circle.initials));
      const baselineY = px(circle.y) + Math.round(big.size * 0.365);
      yield* rasterizeText(big, initialsOf(name));
      drawText(image, big, initialsOf(name), initials, { x: width / 2, baselineY, centred: true });
      yield;

      yield* rasterizeText(typeface(px(nameStyle.size)), name);
      const letters = fittingLetters(typeface, name, px(nameStyle.size), width - 2 * px(nameStyle.x));
      drawText(image, letters, name, ink, { x: px(nameStyle.x), baselineY: px(nameStyle.baseline) });
      yield;

      const small = typeface(px(formatStyle.size));
      const text = `${width} × ${height}  ${format.fps} fps`;
      yield* rasterizeText(small, text);
      drawText(image, small, text, ink, { x: px(formatStyle.x), baselineY: px(formatStyle.baseline) });
      yield;
      yield* rasterizeText(clockLetters, CLOCK_CHARACTERS);
    },

    spritesAt(positionMs) {
      const speaking = spans.some(({ startMs, endMs }) => positionMs >= startMs && positionMs < endMs);
      const baselineY = px(LAYOUT.clock.baseline);
      clockX ??= Math.round((width - clockWidth(clockLetters, formatClock(0))) / 2);
      const clock = { lettering: clockLetters, ramp: ink, x: clockX, baselineY };
      return [
        ...borderSprites(format, speaking ? green : undefined),
        ...clockSprites(formatClock(positionMs), clock),
        markerSprite(format, positionMs, amber),
      ];
    },
  };
}

/** Sprites of the four sides of the border. They paint `colour`; `undefined` shows the background. */
function borderSprites({ width, height }: VideoFormat, colour: number | undefined): Sprite[] {
  const thick = scaleFor(height)(LAYOUT.border);
  const sides: Rect[] = [
    { x: 0, y: 0, width, height: thick },
    { x: 0, y: height - thick, width, height: thick },
    { x: 0, y: thick, width: thick, height: height - 2 * thick },
    { x: width - thick, y: thick, width: thick, height: height - 2 * thick },
  ];
  return sides.map((bounds) => ({
    key: colour === undefined ? 'listening' : 'speaking',
    bounds,
    paint: (image) => (colour === undefined ? undefined : fillRect(image, bounds, colour)),
  }));
}

/** Sprite of the marker, which moves from side to side. */
function markerSprite({ width, height }: VideoFormat, positionMs: number, colour: number): Sprite {
  const px = scaleFor(height);
  const { y, size, margin } = LAYOUT.marker;
  const sweep = (positionMs / MARKER_SWEEP_MS) % 2;
  const distance = width - 2 * px(margin) - px(size);
  const x = px(margin) + Math.round(distance * (sweep < 1 ? sweep : 2 - sweep));
  const bounds = { x, y: px(y), width: px(size), height: px(size) };
  return { key: String(x), bounds, paint: (image) => fillRect(image, bounds, colour) };
}

/** Returns the largest letters, at most `size`, in which `text` fits into `maxWidth` pixels. */
function fittingLetters(typeface: Typeface, text: string, size: number, maxWidth: number): Lettering {
  let letters = typeface(size);
  while (letters.measure(text) > maxWidth && letters.size > LAYOUT.name.minSize)
    letters = typeface(letters.size - 1);
  return letters;
}

/** Returns the first letters of the first and the last word. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => Array.from(word ?? '')[0]?.toUpperCase() ?? '').join('');
}
