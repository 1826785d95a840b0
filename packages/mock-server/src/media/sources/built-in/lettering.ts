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

/** Outlines are read, and letters turned into pixels, when they are first used. */
export function createTypeface(): Typeface {
  let file: GlyphFile | undefined;
  const bySize = new Map<number, Lettering>();
  return (size) => {
    let lettering = bySize.get(size);
    if (!lettering) {
      file ??= JSON.parse(readAsset('glyphs.json').toString()) as GlyphFile;
      bySize.set(size, (lettering = createLettering(file, size)));
    }
    return lettering;
  };
}

function createLettering({ unitsPerEm, glyphs }: GlyphFile, size: number): Lettering {
  const made = new Map<string, Glyph>();
  const scale = size / unitsPerEm;
  const glyph = (letter: string): Glyph => {
    // Letters that the file does not have share one glyph, so names of users cannot fill the memory.
    const known = Object.hasOwn(glyphs, letter) ? letter : MISSING;
    let found = made.get(known);
    if (!found) {
      const [advance, path] = glyphs[known] ?? [unitsPerEm / 2, ''];
      made.set(known, (found = rasterize(path, scale, advance * scale)));
    }
    return found;
  };
  const measure = (text: string): number =>
    Array.from(text).reduce((sum, letter) => sum + glyph(letter).advance, 0);
  return { size, glyph, measure };
}
