/** Rasterizes glyph outlines. */

/** A glyph at one size. */
export interface Glyph {
  /** Horizontal advance to the next glyph in pixels, not rounded. */
  readonly advance: number;
  /** Left edge of the bitmap relative to the pen position, in pixels. */
  readonly left: number;
  /** Top edge of the bitmap relative to the baseline, in pixels; negative above it. */
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Covered part of each pixel, 0 to 255, row by row. */
  readonly coverage: Uint8Array;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Number of line segments that approximate a curve. */
const CURVE_STEPS = 6;

/** Rasterizes a path of absolute `M`, `L` and `Q` commands (SVG syntax, y upwards), scaled by `scale`. */
export function rasterize(path: string, scale: number, advance: number): Glyph {
  const contours = flatten(path, scale);
  const points = contours.flat();
  if (points.length === 0)
    return { advance, left: 0, top: 0, width: 0, height: 0, coverage: new Uint8Array() };
  const left = Math.floor(Math.min(...points.map(({ x }) => x)));
  const top = Math.floor(Math.min(...points.map(({ y }) => y)));
  const width = Math.ceil(Math.max(...points.map(({ x }) => x))) - left;
  const height = Math.ceil(Math.max(...points.map(({ y }) => y))) - top;
  // Each row has two more cells, because edges at the right end write there.
  const stride = width + 2;
  const deltas = new Float32Array(stride * height);
  for (const contour of contours) {
    contour.forEach((to, i) => {
      const from = contour.at(i - 1) as Point;
      addEdge(deltas, stride, { x: from.x - left, y: from.y - top }, { x: to.x - left, y: to.y - top });
    });
  }
  const coverage = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    let covered = 0;
    for (let x = 0; x < width; x++) {
      covered += deltas[y * stride + x] as number;
      coverage[y * width + x] = Math.round(Math.min(1, Math.abs(covered)) * 255);
    }
  }
  return { advance, left, top, width, height, coverage };
}

/** Converts a path into closed polygons in pixels, y downwards. */
function flatten(path: string, scale: number): Point[][] {
  const contours: Point[][] = [];
  let contour: Point[] = [];
  for (const [, command, numbers] of path.matchAll(/([MLQ])([^MLQ]+)/g)) {
    const n = (numbers as string).split(' ').map((value) => Number(value) * scale);
    const point = (i: number): Point => ({ x: n[i] as number, y: -(n[i + 1] as number) });
    if (command === 'M') contours.push((contour = [point(0)]));
    else if (command === 'L') contour.push(point(0));
    else contour.push(...curve(contour.at(-1) as Point, point(0), point(2)));
  }
  return contours;
}

function curve(from: Point, control: Point, to: Point): Point[] {
  return Array.from({ length: CURVE_STEPS }, (_, i) => {
    const t = (i + 1) / CURVE_STEPS;
    const part = (a: number, b: number, c: number): number =>
      a * (1 - t) ** 2 + 2 * b * t * (1 - t) + c * t * t;
    return { x: part(from.x, control.x, to.x), y: part(from.y, control.y, to.y) };
  });
}

/**
 * Adds the contribution of an edge. The prefix sums of a row are then the exact covered areas of its cells (the method of
 * font-rs and stb_truetype).
 */
function addEdge(deltas: Float32Array, stride: number, a: Point, b: Point): void {
  if (a.y === b.y) return;
  const direction = a.y < b.y ? 1 : -1;
  const [upper, lower] = a.y < b.y ? [a, b] : [b, a];
  const slope = (lower.x - upper.x) / (lower.y - upper.y);
  const add = (at: number, value: number): void => {
    deltas[at] = (deltas[at] as number) + value;
  };
  let x = upper.x;
  for (let y = Math.floor(upper.y); y < Math.ceil(lower.y); y++) {
    const tall = Math.min(y + 1, lower.y) - Math.max(y, upper.y);
    const xNext = x + slope * tall;
    const amount = tall * direction;
    const [x0, x1] = x < xNext ? [x, xNext] : [xNext, x];
    const first = Math.floor(x0);
    const last = Math.ceil(x1);
    const row = y * stride;
    if (last <= first + 1) {
      const share = (x0 + x1) / 2 - first;
      add(row + first, amount * (1 - share));
      add(row + first + 1, amount * share);
    } else {
      // The edge crosses several cells of this row: each gets the area to the right of the edge.
      const perCell = 1 / (x1 - x0);
      let before = 0;
      for (let cell = first; cell < last; cell++) {
        const from = Math.max(x0, cell);
        const to = Math.min(x1, cell + 1);
        const crossed = (to - from) * perCell;
        const inside = crossed * (cell + 1 - (from + to) / 2) + (from - x0) * perCell;
        add(row + cell, amount * (inside - before));
        before = inside;
      }
      add(row + last, amount * (1 - before));
    }
    x = xNext;
  }
}
