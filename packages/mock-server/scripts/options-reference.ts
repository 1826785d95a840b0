/**
 * Writes the tables of docs/command-line.md from the tables of options.
 * Run: pnpm --filter @rtms-mock/server docs
 */
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { flagDefaultText, environmentName, fileKey, flagKind, flagName } from '../src/config/option-names.js';
import { CONFIG_OPTION, SERVE_OPTIONS } from '../src/config/serve-options.js';
import { SERVER_OPTIONS } from '../src/server/options.js';
import { OPTION_GROUPS, type Option, type Options } from '../src/settings/option.js';

export const DOCUMENT = new URL('../../../docs/command-line.md', import.meta.url);

const BEGIN = '<!-- generated: options -->';
const END = '<!-- end of generated -->';

/** The document with its generated part made anew. */
export function withOptions(document: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`docs/command-line.md needs ${BEGIN} and ${END}`);
  return `${document.slice(0, begin)}${BEGIN}\n\n${tables()}\n\n${document.slice(end)}`;
}

function tables(): string {
  const flags: Options = { ...SERVE_OPTIONS, ...CONFIG_OPTION };
  const groups = Object.entries(OPTION_GROUPS).map(([group, heading]) =>
    section(
      heading,
      Object.entries(flags).filter(([, option]) => option.group === group),
    ),
  );
  const codeOnly = Object.entries<Option>(SERVER_OPTIONS).filter(([, option]) => option.group === undefined);
  return [...groups, section('Only in programs', codeOnly)].join('\n\n');
}

function section(heading: string, options: readonly (readonly [string, Option])[]): string {
  const header = ['flag', 'variable', 'file', '`startMockServer`', 'default', 'effect'];
  return `## ${heading}\n\n${table(
    header,
    options.map(([name, option]) => row(name, option)),
  )}`;
}

type Row = readonly string[];

/** A Markdown table in the layout of the formatter. */
function table(header: Row, rows: readonly Row[]): string {
  const widths = header.map((title, column) =>
    Math.max(3, ...[title, ...rows.map((row) => row[column] ?? '')].map((cell) => cell.length)),
  );
  const line = (cells: Row): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [
    line(header),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...rows.map(line),
  ].join('\n');
}

function row(name: string, option: Option): string[] {
  const { description, group } = option;
  const isProgram = name in SERVER_OPTIONS;
  const { argument = '[yes|no]' } = flagKind(option);
  const names =
    group === undefined
      ? ['', '', '']
      : [
          code(`${flagName(name, option)} ${argument.replaceAll('|', '\\|')}`),
          code(environmentName(name, option)),
          name in CONFIG_OPTION ? '' : code(fileKey(name, option)),
        ];
  return [...names, isProgram ? code(name) : '', shownDefault(option), description.replaceAll('|', '\\|')];
}

/** Values as code, words as they are. */
function shownDefault(option: Option): string {
  const text = flagDefaultText(option);
  if (text === undefined) return '';
  if (text === 'false') return '`no`';
  return option.defaultText === undefined || !text.includes(' ') ? code(text) : text;
}

function code(text: string): string {
  return `\`${text}\``;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(DOCUMENT, withOptions(await readFile(DOCUMENT, 'utf8')));
  console.log(DOCUMENT.pathname);
}
