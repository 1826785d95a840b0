/** The screen share: slides with the presenter's name and a clock below. */
import type { Rgb } from '../../codecs/colour.js';
import type { VideoFormat } from '../../tracks/track.js';
import { CLOCK_CHARACTERS, clockSprites, formatClock, clockWidth } from './clock-sprites.js';
import type { ManifestShare, Slide } from './conversation-assets.js';
import type { Lettering, Typeface } from './lettering.js';
import {
  PaletteBuilder,
  fillDisc,
  fillRect,
  scaleFor,
  type Ramp,
  type Scale,
} from '../rendering/painting.js';
import type { Scene, Sprite } from '../rendering/scene.js';
import { drawText, rasterizeText } from './text-painting.js';

/** Input of {@link slideDeck}. */
export interface SlideDeckRequest {
  readonly share: ManifestShare;
  /** Name of the presenter. */
  readonly name: string;
  readonly format: VideoFormat;
  readonly typeface: Typeface;
}

const PAPER: Rgb = [250, 248, 242];
const INK: Rgb = [34, 40, 52];
const ACCENT: Rgb = [24, 96, 160];
const QUIET: Rgb = [110, 116, 126];

/** Lengths in pixels for a height of 360; they are scaled with the height. */
const LAYOUT = {
  margin: 48,
  band: 16,
  title: { size: 34, baseline: 84 },
  rule: { y: 104, height: 4, width: 96 },
  lines: { size: 22, first: 158, step: 44, indent: 28, dot: 4 },
  footer: { size: 13, baseline: 334 },
} as const;

/** Sizes, colours and letters that the parts of a deck share. */
interface DeckStyle {
  readonly format: VideoFormat;
  readonly typeface: Typeface;
  readonly px: Scale;
  readonly ink: Ramp;
  readonly accent: Ramp;
  readonly quiet: Ramp;
  /** Letters of the footer. */
  readonly small: Lettering;
  readonly footerY: number;
}

/** Creates the scene of the screen share. */
export function slideDeck({ share, name, format, typeface }: SlideDeckRequest): Scene {
  const { width, height } = format;
  const px = scaleFor(height);
  const { startMs, endMs, slides } = share;

  const palette = new PaletteBuilder();
  const style: DeckStyle = {
    format,
    typeface,
    px,
    ink: palette.ramp(PAPER, INK),
    accent: palette.ramp(PAPER, ACCENT),
    quiet: palette.ramp(PAPER, QUIET),
    small: typeface(px(LAYOUT.footer.size)),
    footerY: px(LAYOUT.footer.baseline),
  };
  const { accent, quiet, small, footerY } = style;
  // Measured when it is first shown, because measuring rasterizes the digits.
  let clockX: number | undefined;
  const isShownAt = (positionMs: number): boolean => positionMs >= startMs && positionMs < endMs;

  return {
    width,
    height,
    palette: palette.colours,

    *paintStill(image) {
      fillRect(image, { x: 0, y: 0, width: image.stride, height: px(LAYOUT.band) }, accent.last);
      yield* rasterizeText(small, name);
      yield* rasterizeText(small, CLOCK_CHARACTERS);
      drawText(image, small, name, quiet, { x: px(LAYOUT.margin), baselineY: footerY });
      yield;
      // A page is painted while it is played, so its letters must exist by then.
      for (const { title, lines } of slides) {
        yield* rasterizeText(typeface(px(LAYOUT.title.size)), title);
        yield* rasterizeText(typeface(px(LAYOUT.lines.size)), lines.join(''));
      }
    },

    isShownAt,

    spritesAt(positionMs) {
      if (!isShownAt(positionMs)) return undefined;
      const index = slides.findLastIndex((slide) => slide.startMs <= positionMs);
      const slide = slides[index];
      if (!slide) return undefined;
      // Whole seconds, because a screen share may have one frame per second.
      const seconds = formatClock(positionMs).slice(0, -2);
      clockX ??= width - px(LAYOUT.margin) - clockWidth(small, '00:00');
      const clock = { lettering: small, ramp: quiet, x: clockX, baselineY: footerY };
      return [
        pageSprite(slide, index + 1, style),
        pageNumberSprite(`${index + 1} / ${slides.length}`, style),
        ...clockSprites(seconds, clock),
      ];
    },
  };
}

function pageSprite(slide: Slide, number: number, style: DeckStyle): Sprite {
  const { format, typeface, px, ink, accent } = style;
  const { title, rule, lines, margin, band, footer } = LAYOUT;
  const top = px(band);
  return {
    key: String(number),
    bounds: { x: 0, y: top, width: format.width, height: px(footer.baseline - footer.size) - top },
    paint(image) {
      drawText(image, typeface(px(title.size)), slide.title, ink, {
        x: px(margin),
        baselineY: px(title.baseline),
      });
      const line = { x: px(margin), y: px(rule.y), width: px(rule.width), height: px(rule.height) };
      fillRect(image, line, accent.last);
      slide.lines.forEach((text, i) => {
        const baselineY = px(lines.first + i * lines.step);
        fillDisc(image, px(margin + 8), baselineY - px(lines.size * 0.3), px(lines.dot), accent);
        drawText(image, typeface(px(lines.size)), text, ink, { x: px(margin + lines.indent), baselineY });
      });
    },
  };
}

/** Separate from the page, because it is the only part of the footer that changes with it. */
function pageNumberSprite(text: string, { format, px, quiet, small, footerY }: DeckStyle): Sprite {
  const area = px(80);
  const bounds = {
    x: Math.round((format.width - area) / 2),
    y: footerY - small.size,
    width: area,
    height: px(18),
  };
  return {
    key: text,
    bounds,
    paint: (image) =>
      drawText(image, small, text, quiet, {
        x: format.width / 2,
        baselineY: footerY,
        centred: true,
        clip: bounds,
      }),
  };
}
