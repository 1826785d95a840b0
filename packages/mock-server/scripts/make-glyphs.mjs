/**
 * Makes `assets/glyphs.json`: the outlines of the letters that pictures are written with, taken
 * from DejaVu Sans (Debian package `fonts-dejavu-core`). Outlines instead of bitmaps stay sharp at
 * every picture size and take less room.
 *
 *   node packages/mock-server/scripts/make-glyphs.mjs [font.ttf]
 */
import { readFileSync, writeFileSync } from 'node:fs';

const fontPath = process.argv[2] ?? '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf';
const font = readFileSync(fontPath);

/** ASCII, Latin-1 and Latin Extended-A; Greek and Cyrillic basics; a few signs; the missing-glyph box. */
const RANGES = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x391, 0x3a9],
  [0x3ac, 0x3ce],
  [0x400, 0x45f],
  [0x2013, 0x2014],
  [0x2018, 0x201e],
  [0x2022, 0x2022],
  [0x2026, 0x2026],
  [0x20ac, 0x20ac],
  [0xfffd, 0xfffd],
];

/** Where each TrueType table starts. */
const tables = new Map(
  Array.from({ length: font.readUInt16BE(4) }, (_, i) => {
    const at = 12 + i * 16;
    return [font.toString('latin1', at, at + 4), font.readUInt32BE(at + 8)];
  }),
);
const table = (name) => tables.get(name);
const unitsPerEm = font.readUInt16BE(table('head') + 18);
const longOffsets = font.readInt16BE(table('head') + 50) === 1;
const metricsCount = font.readUInt16BE(table('hhea') + 34);

/** Glyph number of a character, from the `cmap` table in format 4 (the Basic Multilingual Plane). */
function glyphOf(code) {
  const cmap = table('cmap');
  const count = font.readUInt16BE(cmap + 2);
  const at = Array.from({ length: count }, (_, i) => cmap + font.readUInt32BE(cmap + 4 + i * 8 + 4)).find(
    (offset) => font.readUInt16BE(offset) === 4,
  );
  const segX2 = font.readUInt16BE(at + 6);
  for (let s = 0; s < segX2; s += 2) {
    const end = font.readUInt16BE(at + 14 + s);
    if (code > end) continue;
    const start = font.readUInt16BE(at + 16 + segX2 + s);
    if (code < start) return 0;
    const delta = font.readUInt16BE(at + 16 + segX2 * 2 + s);
    const rangeAt = at + 16 + segX2 * 3 + s;
    const range = font.readUInt16BE(rangeAt);
    if (range === 0) return (code + delta) & 0xffff;
    const glyph = font.readUInt16BE(rangeAt + range + (code - start) * 2);
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  }
  return 0;
}

const advanceOf = (glyph) => font.readUInt16BE(table('hmtx') + Math.min(glyph, metricsCount - 1) * 4);

/** Contours of a glyph as lists of {x, y, on}; composite glyphs (letters with accents) are put together. */
function contoursOf(glyph) {
  const loca = table('loca');
  const offset = (i) => (longOffsets ? font.readUInt32BE(loca + i * 4) : font.readUInt16BE(loca + i * 2) * 2);
  if (offset(glyph) === offset(glyph + 1)) return [];
  const at = table('glyf') + offset(glyph);
  const count = font.readInt16BE(at);
  return count < 0 ? compositeContours(at + 10) : simpleContours(at + 10, count);
}

function simpleContours(start, count) {
  const ends = Array.from({ length: count }, (_, i) => font.readUInt16BE(start + i * 2));
  const points = ends[count - 1] + 1;
  let at = start + count * 2;
  at += 2 + font.readUInt16BE(at);
  const flags = [];
  while (flags.length < points) {
    const flag = font[at++];
    const repeats = flag & 8 ? font[at++] : 0;
    for (let r = 0; r <= repeats; r++) flags.push(flag);
  }
  const axis = (shortBit, sameBit) => {
    let value = 0;
    return flags.map((flag) => {
      if (flag & shortBit) value += flag & sameBit ? font[at++] : -font[at++];
      else if (!(flag & sameBit)) {
        value += font.readInt16BE(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = axis(2, 16);
  const ys = axis(4, 32);
  const all = flags.map((flag, i) => ({ x: xs[i], y: ys[i], on: (flag & 1) === 1 }));
  return ends.map((end, i) => all.slice(i === 0 ? 0 : ends[i - 1] + 1, end + 1));
}

function compositeContours(start) {
  const contours = [];
  let at = start;
  for (let more = true; more;) {
    const flags = font.readUInt16BE(at);
    const part = font.readUInt16BE(at + 2);
    at += 4;
    const [dx, dy] =
      flags & 1
        ? [font.readInt16BE(at), font.readInt16BE(at + 2)]
        : [font.readInt8(at), font.readInt8(at + 1)];
    at += flags & 1 ? 4 : 2;
    let [xx, xy, yx, yy] = [1, 0, 0, 1];
    const fixed = () => {
      at += 2;
      return font.readInt16BE(at - 2) / 16_384;
    };
    if (flags & 8) xx = yy = fixed();
    else if (flags & 64) [xx, yy] = [fixed(), fixed()];
    else if (flags & 128) [xx, xy, yx, yy] = [fixed(), fixed(), fixed(), fixed()];
    const place = ({ x, y, on }) => ({
      x: Math.round(x * xx + y * yx + dx),
      y: Math.round(x * xy + y * yy + dy),
      on,
    });
    contours.push(...contoursOf(part).map((contour) => contour.map(place)));
    more = (flags & 32) !== 0;
  }
  return contours;
}

/** SVG path text with absolute M, L and Q, y upwards. TrueType leaves out points halfway between two curves. */
function pathOf(contour) {
  const middle = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, on: true });
  const first = contour.findIndex((point) => point.on);
  const start = first < 0 ? middle(contour.at(-1), contour[0]) : contour[first];
  const rest = first < 0 ? contour : [...contour.slice(first + 1), ...contour.slice(0, first)];
  const points = [...rest, start];
  let path = `M${start.x} ${start.y}`;
  for (let i = 0; i < points.length; i++) {
    const point = points[i];
    if (point.on) {
      path += `L${point.x} ${point.y}`;
      continue;
    }
    const next = points[i + 1];
    const end = next.on ? next : middle(point, next);
    if (next.on) i += 1;
    path += `Q${point.x} ${point.y} ${end.x} ${end.y}`;
  }
  return path;
}

const glyphs = {};
for (const [from, to] of RANGES) {
  for (let code = from; code <= to; code++) {
    const glyph = glyphOf(code);
    if (glyph === 0) continue;
    glyphs[String.fromCodePoint(code)] = [advanceOf(glyph), contoursOf(glyph).map(pathOf).join('')];
  }
}
const output = {
  source: 'DejaVu Sans 2.37, licence in README.md',
  unitsPerEm,
  ascent: font.readInt16BE(table('hhea') + 4),
  descent: font.readInt16BE(table('hhea') + 6),
  glyphs,
};
const text = `${JSON.stringify(output)
  .replaceAll(/("[^"]+":\[)/g, '\n$1')
  .replaceAll('\n"glyphs', '"glyphs')}\n`;
writeFileSync(new URL('../assets/glyphs.json', import.meta.url), text);
console.log(`glyphs.json  ${Object.keys(glyphs).length} letters, ${Math.round(text.length / 1024)} KiB`);
