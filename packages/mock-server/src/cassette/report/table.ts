/** Value in a table: numbers are aligned to the right. */
export type Cell = string | number;

/** Longest text in a cell; the rest is cut. */
const MAX_WIDTH = 72;

/** Control characters, which names in a cassette may contain. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** Returns rows as text in columns, with a line of heads. */
export function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => row.map(shown));
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...texts.map((row) => row[column]?.length ?? 0)),
  );
  const isNumber = heads.map((_, column) =>
    rows.every(
      (row) => typeof row[column] !== 'string' || /^[\d.,]* ?(?:ms|s|B|kB|MB|GB)?$/.test(row[column]),
    ),
  );
  const line = (cells: readonly string[]): string =>
    `  ${widths
      .map((width, column) => {
        const cell = cells[column] ?? '';
        return isNumber[column] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')}`.trimEnd();
  return [line(heads), ...texts.map(line)].join('\n');
}

function shown(cell: Cell): string {
  const text = typeof cell === 'number' ? cell.toLocaleString('en') : cell.replaceAll(UNSAFE, '·');
  return text.length > MAX_WIDTH ? `${text.slice(0, MAX_WIDTH - 1)}…` : text;
}
