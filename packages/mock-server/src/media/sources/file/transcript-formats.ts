/** WebVTT, SubRip and JSON transcripts → words with their times. */

/** One stretch of speech. */
export interface TimedText {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  /** BCP 47 tag, where the file tells. */
  readonly language?: string;
}

const TIME = String.raw`(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})`;
const TIMING = new RegExp(`^\\s*${TIME}\\s+-->\\s+${TIME}(?:\\s.*)?$`);

/** Blocks that are no speech (WebVTT). */
const NO_SPEECH = /^(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)/;

/**
 * WebVTT or SubRip: both are blocks of lines with a timing line. Marks such as `<b>` and `<v Ana>` are
 * taken away. Throws an `Error` with the number of the first line that is wrong.
 */
export function parseSubtitles(file: string): TimedText[] {
  const lines = file.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const language = /^Language:\s*(\S+)/im.exec(lines.slice(0, 5).join('\n'))?.[1];
  const found: TimedText[] = [];
  for (let at = 0; at < lines.length;) {
    const begin = at;
    while (at < lines.length && lines[at]?.trim() !== '') at++;
    const block = lines.slice(begin, at);
    at += 1;
    const timing = block.findIndex((line) => line.includes('-->'));
    if (block.length === 0 || (timing < 0 && NO_SPEECH.test(block[0] ?? ''))) continue;
    found.push({ ...cueOf(block, timing, begin), ...(language !== undefined && { language }) });
  }
  return found;
}

function cueOf(block: readonly string[], timing: number, begin: number): TimedText {
  const line = begin + 1 + Math.max(0, timing);
  const match = TIMING.exec(block[timing] ?? '');
  if (!match) {
    throw new Error(
      `line ${line}: expected a time such as 00:00:01.000 --> 00:00:02.500, found ${quoted(block[Math.max(0, timing)])}`,
    );
  }
  const [startMs, endMs] = [toMs(match.slice(1, 5)), toMs(match.slice(5, 9))];
  if (endMs < startMs) throw new Error(`line ${line}: it ends before it begins: ${quoted(block[timing])}`);
  return { startMs, endMs, text: plainText(block.slice(timing + 1)) };
}

function toMs([hours = '0', minutes = '0', seconds = '0', fraction = '0']: readonly (
  | string
  | undefined
)[]): number {
  return (
    ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'))
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&nbsp;': ' ',
  '&lrm;': '',
  '&rlm;': '',
};

function plainText(lines: readonly string[]): string {
  return lines
    .map((line) =>
      line
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll(/&[a-z]+;/g, (entity) => ENTITIES[entity] ?? entity)
        .trim(),
    )
    .filter((line) => line !== '')
    .join(' ');
}

/**
 * JSON: a list of utterances, alone or under `utterances` or `segments`. Each has `text` and either
 * `startMs` and `endMs`, or `start` and `end` in seconds as speech recognizers write them. A `language`
 * beside the list or in an utterance is taken over. Throws an `Error` that names the first wrong field.
 */
export function parseTranscriptJson(file: string): TimedText[] {
  const whole: unknown = JSON.parse(file);
  const { list, language } = findList(whole);
  return list.map((item, i) => {
    const entry = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>;
    const text = entry['text'];
    if (typeof text !== 'string') throw new Error(`entry ${i}: expected text, found ${quoted(text)}`);
    const startMs = timeOf(entry, 'start', i);
    const endMs = timeOf(entry, 'end', i);
    if (endMs < startMs) throw new Error(`entry ${i}: it ends before it begins`);
    const own = typeof entry['language'] === 'string' ? entry['language'] : language;
    return { startMs, endMs, text: text.trim(), ...(own !== undefined && { language: own }) };
  });
}

function findList(whole: unknown): { readonly list: readonly unknown[]; readonly language?: string } {
  if (Array.isArray(whole)) return { list: whole };
  const { utterances, segments, language } = (whole ?? {}) as Record<string, unknown>;
  const list = utterances ?? segments;
  if (!Array.isArray(list))
    throw new Error('expected a list of utterances, alone or under "utterances" or "segments"');
  return { list, ...(typeof language === 'string' && { language }) };
}

function timeOf(entry: Record<string, unknown>, name: 'start' | 'end', i: number): number {
  const ms = entry[`${name}Ms`];
  const seconds = entry[name];
  const value = ms ?? (typeof seconds === 'number' ? seconds * 1000 : undefined);
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return Math.round(value);
  throw new Error(
    `entry ${i}: expected ${name}Ms in milliseconds or ${name} in seconds, found ${quoted(ms ?? seconds)}`,
  );
}

function quoted(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
