/** The screen share: slides of a talk, with the presenter's name and a clock below. */
import type { Rgb } from '../../codecs/colour.js';
import type { VideoFormat } from '../../tracks/track.js';
import { clockSprites, formatClock, clockWidth } from './clock-sprites.js';
import type { ConversationManifest, Slide } from './conversation-assets.js';
import type { Typeface } from './lettering.js';
import { PaletteBuilder, fillDisc, fillRect } from '../rendering/painting.js';
import type { Scene, Sprite } from '../rendering/scene.js';
import { drawText } from './text-painting.js';

export interface SlideDeckRequest {
  readonly manifest: ConversationManifest;
  /** Of the presenter. */
  readonly name: string;
  readonly format: VideoFormat;
  readonly typeface: Typeface;
}

const PAPER: Rgb = [250, 248, 242];
const INK: Rgb = [34, 40, 52];
const ACCENT: Rgb = [24, 96, 160];
const QUIET: Rgb = [110, 116, 126];

/** Lengths are for a picture 360 pixels high and grow with it. */
const LAYOUT = {
  margin: 48,
  band: 16,
  title: { size: 34, baseline: 84 },
  rule: { y: 104, height: 4, width: 96 },
  lines: { size: 22, first: 158, step: 44, indent: 28, dot: 4 },
  footer: { size: 13, baseline: 334 },
} as const;

export function slideDeck({ manifest, name, format, typeface }: SlideDeckRequest): Scene {
  const { width, height } = format;
  const px = (length: number): number => Math.max(1, Math.round((length * height) / 360));
  const { startMs, endMs, slides } = manifest.share;

  const palette = new PaletteBuilder();
  const ink = palette.ramp(PAPER, INK);
  const accent = palette.ramp(PAPER, ACCENT);
  const quiet = palette.ramp(PAPER, QUIET);

  const small = typeface(px(LAYOUT.footer.size));
  const footerY = px(LAYOUT.footer.baseline);
  const clockX = width - px(LAYOUT.margin) - clockWidth(small, '00:00');

  function page(slide: Slide, number: number): Sprite {
    const { title, rule, lines, margin } = LAYOUT;
    const top = px(LAYOUT.band);
    return {
      key: String(number),
      bounds: { x: 0, y: top, width, height: px(LAYOUT.footer.baseline - LAYOUT.footer.size) - top },
      paint(picture) {
        drawText(picture, typeface(px(title.size)), slide.title, ink, {
          x: px(margin),
          baselineY: px(title.baseline),
        });
        const line = { x: px(margin), y: px(rule.y), width: px(rule.width), height: px(rule.height) };
        fillRect(picture, line, accent.last);
        slide.lines.forEach((text, i) => {
          const baselineY = px(lines.first + i * lines.step);
          fillDisc(picture, px(margin + 8), baselineY - px(lines.size * 0.3), px(lines.dot), accent);
          drawText(picture, typeface(px(lines.size)), text, ink, { x: px(margin + lines.indent), baselineY });
        });
      },
    };
  }

  /** The number stands apart from the page: it is the only thing in the footer that turns with it. */
  function pageNumber(number: number): Sprite {
    const text = `${number} / ${slides.length}`;
    const area = px(80);
    const bounds = {
      x: Math.round((width - area) / 2),
      y: footerY - small.size,
      width: area,
      height: px(18),
    };
    return {
      key: text,
      bounds,
      paint: (picture) =>
        drawText(picture, small, text, quiet, {
          x: width / 2,
          baselineY: footerY,
          centred: true,
          clip: bounds,
        }),
    };
  }

  return {
    width,
    height,
    palette: palette.colours,

    paintStill(picture) {
      fillRect(picture, { x: 0, y: 0, width: picture.stride, height: px(LAYOUT.band) }, accent.last);
      drawText(picture, small, name, quiet, { x: px(LAYOUT.margin), baselineY: footerY });
    },

    spritesAt(positionMs) {
      if (positionMs < startMs || positionMs >= endMs) return undefined;
      const index = slides.findLastIndex((slide) => slide.startMs <= positionMs);
      const slide = slides[index];
      if (!slide) return undefined;
      // Whole seconds: a screen share may be one picture a second.
      const seconds = formatClock(positionMs).slice(0, -2);
      const clock = { lettering: small, ramp: quiet, x: clockX, baselineY: footerY };
      return [page(slide, index + 1), pageNumber(index + 1), ...clockSprites(seconds, clock)];
    },
  };
}
