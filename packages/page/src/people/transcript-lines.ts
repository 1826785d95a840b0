import type { Line } from '../ui/line.js';

/** Max difference between two times of the same words, in milliseconds: those on the wire are rounded, or shifted a little. */
const SAME_MS = 1000;

/** Lines with those before them. A line that is in both, because it came around the time at which the others were read, is there once. */
export function withEarlier(lines: readonly Line[], earlier: readonly Line[]): readonly Line[] {
  const isKnown = (line: Line): boolean =>
    lines.some(
      ({ name, text, timestamp }) =>
        Math.abs(timestamp - line.timestamp) <= SAME_MS && name === line.name && text === line.text,
    );
  return [...earlier.filter((line) => !isKnown(line)), ...lines].toSorted(
    (a, b) => a.timestamp - b.timestamp,
  );
}
