/** Parts of SVG documents. */
import { shownMs } from './report-text.js';

/** Returns a document with a white ground. `title`: shown by readers as its name. */
export function svgDocument(
  { width, height, title }: { readonly width: number; readonly height: number; readonly title: string },
  parts: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** Steps of an axis, in milliseconds. */
const STEPS_MS = [10, 100, 500, 1000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 3_600_000];

/** Vertical lines from `top` down at even times, with the times below, at most ten. `x`: place of a time; `height`: of the document. */
export function timeAxis({
  x,
  endMs,
  top,
  height,
}: {
  readonly x: (ms: number) => number;
  readonly endMs: number;
  readonly top: number;
  readonly height: number;
}): string {
  const step = STEPS_MS.find((ms) => endMs / ms <= 10) ?? endMs / 10;
  const marks: string[] = [];
  for (let ms = 0; ms <= endMs; ms += step) {
    const at = shown(x(ms));
    marks.push(
      `<path d="M${at} ${top}V${height - 24}" stroke="#7a8594" stroke-opacity="0.25"/>`,
      `<text x="${at}" y="${height - 8}" text-anchor="middle" fill="#555555" font-size="11">${shownMs(ms)}</text>`,
    );
  }
  return marks.join('');
}

/** Returns a text element. */
export function text(
  x: number,
  y: number,
  content: string,
  style: 'normal' | 'bold' | 'small' = 'normal',
): string {
  const font =
    style === 'bold' ? ' font-weight="bold"' : style === 'small' ? ' font-size="10" fill="#555555"' : '';
  return `<text x="${x}" y="${y}"${font}>${escaped(content)}</text>`;
}

/** Returns a coordinate with one digit after the point. */
export function shown(value: number): string {
  return value.toFixed(1);
}

/** Escapes content for XML. */
export function escaped(content: string): string {
  return (
    content
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // Control characters are not allowed in XML.
      .replaceAll(/\p{Cc}/gu, '·')
  );
}
