/** Parser of JSON transcripts: our own format, and those of speech recognizers. */
import { quoted, type ParsedTranscript, type TimedText } from './transcript-lines.js';

/** Length of a line that is too long in seconds, and usual in milliseconds. */
const LONG_LINE = 100;

/** Min pause that ends a line of single words. */
const PAUSE_MS = 1000;

/** Max length of a line of single words, if no sentence ends before. */
const MAX_LINE_MS = 10_000;

/** An entry of the file. The unit of its times may be unknown until all entries are read. */
interface Entry {
  readonly text: string;
  readonly start: Time;
  readonly end: Time;
  readonly language: string | undefined;
  readonly speaker: string | undefined;
}

interface Time {
  readonly value: number;
  readonly unit: 'ms' | 'unknown';
}

/**
 * Parses an array of entries: the whole file, or under `utterances`, `segments` or `words`, also within `results`.
 * Each entry has `text`, `transcript` or `word`; `startMs` and `endMs`, or `start` and `end`; optionally `language`
 * and `speaker`. `start` and `end` are seconds, unless the file shows that they are milliseconds: all are whole
 * numbers, the last one as seconds is after the end of the recording, and half of the entries last at least 100.
 * Single words are joined to lines.
 *
 * @param durationMs length of the recording
 * @throws `Error` for a file without such an array
 */
export function parseTranscriptJson(file: string, durationMs: number): ParsedTranscript {
  const { items, language, isWords } = findItems(JSON.parse(file));
  const entries: Entry[] = [];
  const problems: string[] = [];
  items.forEach((item, i) => {
    const entry = readEntry(item, language);
    if (typeof entry === 'string') problems.push(`entry ${i}: ${entry}`);
    else if (entry.text !== '') entries.push(entry);
  });
  const factor = isInMs(entries, durationMs) ? 1 : 1000;
  const lines = entries.map((entry) => toLine(entry, factor));
  return { lines: isWords ? joinWords(lines) : lines, problems };
}

function findItems(whole: unknown): {
  readonly items: readonly unknown[];
  readonly language?: string | undefined;
  readonly isWords: boolean;
} {
  if (Array.isArray(whole)) return { items: whole, isWords: false };
  const outer = fieldsOf(whole);
  const inner = fieldsOf(outer['results']);
  const language = [outer['language'], outer['language_code']].find((tag) => typeof tag === 'string');
  for (const name of ['utterances', 'segments', 'words']) {
    const items = outer[name] ?? inner[name];
    if (Array.isArray(items)) return { items, language, isWords: name === 'words' };
  }
  throw new Error('expected an array of utterances, alone or under "utterances", "segments" or "words"');
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Returns the entry, or a problem. */
function readEntry(item: unknown, language: string | undefined): Entry | string {
  const fields = fieldsOf(item);
  const words = ['text', 'transcript', 'punctuated_word', 'word'].map((name) => fields[name]);
  const text = words.find((value) => typeof value === 'string');
  if (text === undefined) return `expected a string as text, found ${quoted(fields['text'])}`;
  const [start, end] = [timeOf(fields, 'start'), timeOf(fields, 'end')];
  if (typeof start === 'string') return start;
  if (typeof end === 'string') return end;
  if (start.unit === end.unit && end.value < start.value) return 'it ends before it begins';
  const own = fields['language'];
  return {
    text: text.trim(),
    start,
    end,
    language: typeof own === 'string' ? own : language,
    speaker: speakerOf(fields['speaker']),
  };
}

function timeOf(fields: Readonly<Record<string, unknown>>, name: 'start' | 'end'): Time | string {
  const ms = fields[`${name}Ms`] ?? fields[`${name}_ms`];
  const found = ms ?? fields[name];
  const value = typeof found === 'string' && found.trim() !== '' ? Number(found) : found;
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) {
    return { value, unit: ms === undefined ? 'unknown' : 'ms' };
  }
  return `expected ${name}Ms in milliseconds or ${name} in seconds, found ${quoted(found)}`;
}

/** Recognizers that do not know names use numbers or letters. */
function speakerOf(value: unknown): string | undefined {
  const name = typeof value === 'number' ? `${value}` : typeof value === 'string' ? value.trim() : '';
  if (name === '') return undefined;
  return /^(?:\d+|[A-Z])$/.test(name) ? `Speaker ${name}` : name;
}

function isInMs(entries: readonly Entry[], durationMs: number): boolean {
  const unknown = entries.filter(({ start, end }) => start.unit === 'unknown' && end.unit === 'unknown');
  const times = unknown.flatMap(({ start, end }) => [start.value, end.value]);
  const lengths = unknown.map(({ start, end }) => end.value - start.value).sort((a, b) => a - b);
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
  const last = times.reduce((latest, time) => Math.max(latest, time), 0);
  return times.every(Number.isInteger) && last * 1000 > durationMs && median >= LONG_LINE;
}

function toLine({ text, start, end, language, speaker }: Entry, factor: number): TimedText {
  const toMs = ({ value, unit }: Time): number => Math.round(unit === 'ms' ? value : value * factor);
  return {
    startMs: toMs(start),
    endMs: Math.max(toMs(start), toMs(end)),
    text,
    ...(language !== undefined && { language }),
    ...(speaker !== undefined && { speaker }),
  };
}

/** Joins words to lines. A line ends with a sentence, at a pause, and when the speaker or the language changes. */
function joinWords(words: readonly TimedText[]): TimedText[] {
  const lines: TimedText[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    const continues =
      line !== undefined &&
      line.speaker === word.speaker &&
      line.language === word.language &&
      word.startMs - line.endMs < PAUSE_MS &&
      word.endMs - line.startMs <= MAX_LINE_MS &&
      !/[.?!…。？！]$/u.test(line.text);
    if (continues)
      lines[lines.length - 1] = { ...line, endMs: word.endMs, text: `${line.text} ${word.text}` };
    else lines.push(word);
  }
  return lines;
}
