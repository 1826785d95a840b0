import type { JournalEntry } from '../api/bodies.js';

const MAX_SUMMARY = 160;

/** The data of an entry in one line: scalar fields first, nested ones by their names. */
export function summaryOf({ detail }: JournalEntry): string {
  const text = Object.entries(detail)
    .map(([name, value]) => fieldText(name, value))
    .join('  ');
  return text.length > MAX_SUMMARY ? `${text.slice(0, MAX_SUMMARY)}…` : text;
}

function fieldText(name: string, value: unknown): string {
  if (typeof value === 'string')
    return name === 'explanation' || name === 'message' ? value : `${name}=${value}`;
  if (typeof value !== 'object' || value === null) return `${name}=${String(value)}`;
  if (Array.isArray(value)) return `${name}[${value.length}]`;
  const members = Object.entries(value)
    .slice(0, 4)
    .map(([member, inner]) => (typeof inner === 'object' ? member : `${member}=${String(inner)}`));
  return `${name}{${members.join(' ')}}`;
}

/** `+12 ms` after the entry above, or an empty string for the first. */
export function deltaText(entry: JournalEntry, before: JournalEntry | undefined): string {
  if (before === undefined) return '';
  const ms = entry.atMs - before.atMs;
  if (ms < 0) return '';
  return ms < 10_000 ? `+${Math.round(ms)} ms` : `+${(ms / 1000).toFixed(1)} s`;
}

/** An arrow and a word, seen from the server; narrow windows show the arrow alone. */
export function directionOf({ kind, direction }: JournalEntry): {
  readonly arrow: string;
  readonly word: string;
} {
  if (direction === undefined) return { arrow: '·', word: kind };
  return direction === 'sent' ? { arrow: '→', word: 'sent' } : { arrow: '←', word: 'received' };
}

/** The text on the wire, indented if it is JSON. */
export function wireText({ wire }: JournalEntry): string {
  if (wire === undefined) return '';
  try {
    return JSON.stringify(JSON.parse(wire), null, 2);
  } catch {
    return wire;
  }
}
