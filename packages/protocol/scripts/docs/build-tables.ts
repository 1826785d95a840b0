/** Builds the tables of docs/PROTOCOL.md from the code, so that they always agree with it. */
import {
  MessageType,
  StatusCode2025,
  StatusCode2026,
  statusCode,
  statusOfViolation,
  VIOLATIONS,
  type NumericGeneration,
} from '../../src/index.js';
import { placesOf } from '../schemas/catalog.js';
import type { EnumTable } from '../schemas/source-program.js';

type Row = readonly string[];

/** Returns a Markdown table in the layout of the formatter. */
export function table(header: Row, rows: readonly Row[]): string {
  const widths = header.map((title, column) =>
    Math.max(3, ...[title, ...rows.map((row) => row[column] ?? '')].map((cell) => cell.length)),
  );
  const line = (cells: Row): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [
    line(header),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...rows.map(line),
  ].join('\n');
}

function messageRows(enums: ReadonlyMap<string, EnumTable>): Row[] {
  return members(enums, 'MessageType').map(({ name, value }) => {
    const places = placesOf(name);
    const from = [...new Set(places.map((place) => place.from))].join(', ');
    const sockets = [...new Set(places.map((place) => place.socket))].join(', ');
    const since = value === MessageType.UNDEFINED ? '' : value <= 20 ? '2025' : '2026';
    return [String(value), `\`${name}\``, from, sockets, since];
  });
}

function members(enums: ReadonlyMap<string, EnumTable>, name: string): EnumTable['members'] {
  const found = enums.get(name);
  if (!found) throw new Error(`There is no constant ${name} in the sources.`);
  return found.members;
}

function numberTable(enums: ReadonlyMap<string, EnumTable>, name: string): string {
  const rows = members(enums, name).map((member) => [
    String(member.value),
    `\`${member.name}\``,
    member.description,
  ]);
  return rows.every((row) => row[2] === '')
    ? table(
        ['number', 'name'],
        rows.map((row) => row.slice(0, 2)),
      )
    : table(['number', 'name', 'meaning'], rows);
}

/** One row for each status number, both generations side by side. */
function statusTable(): string {
  const byNumber = (codes: { readonly [name: string]: number }): Map<number, string> =>
    new Map(Object.entries(codes).map(([name, code]) => [code, `\`${name}\``]));
  const [older, newer] = [byNumber(StatusCode2025), byNumber(StatusCode2026)];
  const rows = [...older.keys()].map((code) => [String(code), older.get(code) ?? '', newer.get(code) ?? '']);
  return table(['number', '2025', '2026'], rows);
}

function violationTable(): string {
  const cell = (violation: (typeof VIOLATIONS)[number], generation: NumericGeneration): string => {
    const status = statusOfViolation(violation, generation);
    return `${statusCode(status, generation)} \`${status.replace('STATUS_', '')}\``;
  };
  const rows = VIOLATIONS.map((violation) => [
    violation.replaceAll('-', ' '),
    cell(violation, '2025'),
    cell(violation, '2026'),
  ]);
  return table(['what is wrong', '2025', '2026'], rows);
}

const START = /<!-- table: (\S+) -->/g;
const END = '<!-- end of table -->';

/**
 * Replaces the tables between the marks of a document.
 * @throws Error if a table has no end mark or names an unknown constant.
 */
export function withTables(document: string, enums: ReadonlyMap<string, EnumTable>): string {
  const special: { readonly [name: string]: () => string } = {
    messages: () => table(['number', 'name', 'sent by', 'socket', 'since'], messageRows(enums)),
    statuses: statusTable,
    violations: violationTable,
  };
  let result = '';
  let at = 0;
  for (const mark of document.matchAll(START)) {
    const name = mark[1] ?? '';
    const end = document.indexOf(END, mark.index);
    if (end === -1) throw new Error(`The table ${name} has no end mark.`);
    const content = special[name]?.() ?? numberTable(enums, name);
    result += `${document.slice(at, mark.index + mark[0].length)}\n\n${content}\n\n`;
    at = end;
  }
  return result + document.slice(at);
}

/** Names of the tables in a document. */
export function tablesIn(document: string): string[] {
  return [...document.matchAll(START)].map((mark) => mark[1] ?? '');
}
