/**
 * A participant's camera picture: own ground colour, initials, name, a running clock, a marker that
 * moves from side to side, and a frame that lights up while the participant speaks.
 */
import type { Rgb } from '../../codecs/colour.js';
import type { Rect } from '../../codecs/indexed-image.js';
import type { VideoFormat } from '../../tracks/track.js';
import { clockSprites, formatClock, clockWidth } from './clock-sprites.js';
import type { ConversationManifest } from './conversation-assets.js';
import type { Typeface } from './lettering.js';
import { PaletteBuilder, fillDisc, fillRect } from '../rendering/painting.js';
import type { Scene, Sprite } from '../rendering/scene.js';
import { drawText } from './text-painting.js';

export interface TestCardRequest {
  readonly manifest: ConversationManifest;
  /** Index of the participant, which chooses the colour. */
  readonly participant: number;
  readonly name: string;
  readonly format: VideoFormat;
  readonly typeface: Typeface;
}

const GROUNDS: readonly Rgb[] = [
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

/** The marker is back where it was after twice this time. */
const MARKER_SWEEP_MS = 4000;

/** Lengths are for a picture 360 pixels high and grow with it. */
const LAYOUT = {
  frame: 6,
  disc: { y: 138, radius: 68, initials: 54 },
  clock: { size: 36, baseline: 262 },
  name: { x: 32, size: 24, baseline: 316, smallest: 8 },
  format: { x: 32, size: 13, baseline: 37 },
  marker: { y: 332, size: 12, margin: 32 },
} as const;

export function testCard({ manifest, participant, name, format, typeface }: TestCardRequest): Scene {
  const { width, height } = format;
  const px = (length: number): number => Math.max(1, Math.round((length * height) / 360));

  const ground = GROUNDS[participant % GROUNDS.length] as Rgb;
  const palette = new PaletteBuilder();
  const light: Rgb = [ground[0] + 44, ground[1] + 44, ground[2] + 44];
  const ink = palette.ramp(ground, WHITE);
  const disc = palette.ramp(ground, light);
  const initials = palette.ramp(light, WHITE);
  const green = palette.add(GREEN);
  const amber = palette.add(AMBER);

  const clockLetters = typeface(px(LAYOUT.clock.size));
  const clockX = Math.round((width - clockWidth(clockLetters, formatClock(0))) / 2);
  const spans = manifest.utterances.filter(({ speaker }) => speaker === participant);

  function frame(speaking: boolean): Sprite[] {
    const thick = px(LAYOUT.frame);
    const sides: Rect[] = [
      { x: 0, y: 0, width, height: thick },
      { x: 0, y: height - thick, width, height: thick },
      { x: 0, y: thick, width: thick, height: height - 2 * thick },
      { x: width - thick, y: thick, width: thick, height: height - 2 * thick },
    ];
    return sides.map((bounds) => ({
      key: speaking ? 'speaking' : 'listening',
      bounds,
      paint: (picture) => (speaking ? fillRect(picture, bounds, green) : undefined),
    }));
  }

  function marker(positionMs: number): Sprite {
    const { y, size, margin } = LAYOUT.marker;
    const sweep = (positionMs / MARKER_SWEEP_MS) % 2;
    const way = width - 2 * px(margin) - px(size);
    const x = px(margin) + Math.round(way * (sweep < 1 ? sweep : 2 - sweep));
    const bounds = { x, y: px(y), width: px(size), height: px(size) };
    return { key: String(x), bounds, paint: (picture) => fillRect(picture, bounds, amber) };
  }

  return {
    width,
    height,
    palette: palette.colours,

    paintStill(picture) {
      const { disc: circle, name: nameStyle, format: formatStyle } = LAYOUT;
      fillDisc(picture, width / 2, px(circle.y), px(circle.radius), disc);
      const big = typeface(px(circle.initials));
      const baselineY = px(circle.y) + Math.round(big.size * 0.365);
      drawText(picture, big, initialsOf(name), initials, { x: width / 2, baselineY, centred: true });

      const room = width - 2 * px(nameStyle.x);
      let letters = typeface(px(nameStyle.size));
      while (letters.measure(name) > room && letters.size > nameStyle.smallest)
        letters = typeface(letters.size - 1);
      drawText(picture, letters, name, ink, { x: px(nameStyle.x), baselineY: px(nameStyle.baseline) });

      const small = typeface(px(formatStyle.size));
      const text = `${width} × ${height}  ${format.fps} fps`;
      drawText(picture, small, text, ink, { x: px(formatStyle.x), baselineY: px(formatStyle.baseline) });
    },

    spritesAt(positionMs) {
      const speaking = spans.some(({ startMs, endMs }) => positionMs >= startMs && positionMs < endMs);
      const baselineY = px(LAYOUT.clock.baseline);
      const clock = { lettering: clockLetters, ramp: ink, x: clockX, baselineY };
      return [...frame(speaking), ...clockSprites(formatClock(positionMs), clock), marker(positionMs)];
    },
  };
}

/** First letters of the first and the last word. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => Array.from(word ?? '')[0]?.toUpperCase() ?? '').join('');
}
