/** The built-in typeface: measuring and finding letters at any size. */
import { readAsset } from './conversation-assets.js';
import { rasterize, type Glyph } from './glyph-rasterizer.js';

/** `assets/glyphs.json`, made by `scripts/make-glyphs.mjs`. */
interface GlyphFile {
  readonly unitsPerEm: number;
  readonly glyphs: Readonly<Record<string, readonly [advance: number, path: string]>>;
}

/** Shown for letters that the file does not have. */
const MISSING = '�';

/** All letters at one size. */
export interface Lettering {
  readonly size: number;
  glyph(letter: string): Glyph;
  /** Width of a line in pixels. */
  measure(text: string): number;
}

/** Gives letters at a size (height of the em square in pixels). */
export type Typeface = (size: number) => Lettering;

/** Reads the outlines. Letters are turned into pixels when they are first used. */
export function loadTypeface(): Typeface {
  const { unitsPerEm, glyphs } = JSON.parse(readAsset('glyphs.json').toString()) as GlyphFile;
  const bySize = new Map<number, Lettering>();
  return (size) => {
    const known = bySize.get(size);
    if (known) return known;
    const made = new Map<string, Glyph>();
    const scale = size / unitsPerEm;
    const glyph = (letter: string): Glyph => {
      let found = made.get(letter);
      if (!found) {
        const [advance, path] = (Object.hasOwn(glyphs, letter) ? glyphs[letter] : glyphs[MISSING]) ?? [
          unitsPerEm / 2,
          '',
        ];
        made.set(letter, (found = rasterize(path, scale, advance * scale)));
      }
      return found;
    };
    const measure = (text: string): number =>
      Array.from(text).reduce((sum, letter) => sum + glyph(letter).advance, 0);
    const lettering = { size, glyph, measure };
    bySize.set(size, lettering);
    return lettering;
  };
}
