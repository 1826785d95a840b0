/** Parser of WebVTT and SubRip. Both consist of blocks of lines, with one timing line each. */
import { readCueText } from './transcript-cue-text.js';
import { quoted, type ParsedTranscript, type TimedText } from './transcript-lines.js';
import { extractNames } from './transcript-names.js';

const TIME = String.raw`(?:(\d+):)?(\d+):(\d{1,2})(?:[.,](\d+))?`;
const TIMING = new RegExp(String.raw`^\s*${TIME}\s*-->\s*${TIME}(?:\s.*)?$`);

/** Blocks of WebVTT that are not cues. */
const NOT_A_CUE = /^(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)/;

interface Block {
  readonly lines: readonly string[];
  /** Number of the first line in the file, counted from 1. */
  readonly number: number;
}

/**
 * Parses a file leniently: the hours, the fraction of a second, the spaces around the arrow and the empty line between
 * two cues may be missing. A cue without times, or that ends before it begins, is reported as a problem.
 */
export function parseSubtitles(file: string): ParsedTranscript {
  const lines = file.split(/\r\n|\r|\n/);
  const isVtt = /^WEBVTT(?:\s|$)/.test(lines[0] ?? '');
  const language = isVtt ? /^Language:\s*(\S+)/im.exec(lines.slice(1, 5).join('\n'))?.[1] : undefined;
  const found: TimedText[] = [];
  const problems: string[] = [];
  for (const cue of blocksOf(lines).flatMap(cuesOf)) {
    const read = readCue(cue);
    if (typeof read === 'string') problems.push(`line ${cue.number}: ${read}`);
    else found.push(...read.map((line) => ({ ...line, ...(language !== undefined && { language }) })));
  }
  return { lines: extractNames(found), problems };
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const begin = at;
    while (at < lines.length && lines[at]?.trim() !== '') at++;
    if (at > begin) blocks.push({ lines: lines.slice(begin, at), number: begin + 1 });
  }
  return blocks;
}

/** Splits a block into cues, each from its timing line on. A cue without a timing line is returned unchanged. */
function cuesOf({ lines, number }: Block): Block[] {
  const first = lines.findIndex((line) => line.includes('-->'));
  if (first < 0) return NOT_A_CUE.test(lines[0] ?? '') ? [] : [{ lines, number }];
  const starts = [...lines.keys()].filter(
    (at) => at === first || (at > first && TIMING.test(lines[at] ?? '')),
  );
  return starts.map((start, i) => {
    const next = starts[i + 1];
    // The number of the next cue is on the line above its timing line.
    const isNumbered = next !== undefined && next - 1 > start && /^\s*\d+\s*$/.test(lines[next - 1] ?? '');
    const end = isNumbered ? next - 1 : next;
    return { lines: lines.slice(start, end), number: number + start };
  });
}

/** Returns the lines of a cue, one per voice tag, or a problem. */
function readCue({ lines: [timing = '', ...text] }: Block): TimedText[] | string {
  const match = TIMING.exec(timing);
  if (!match) return `expected a time such as 00:00:01.000 --> 00:00:02.500, found ${quoted(timing)}`;
  const [startMs, endMs] = [toMs(match.slice(1, 5)), toMs(match.slice(5, 9))];
  if (endMs < startMs) return `it ends before it begins: ${quoted(timing)}`;
  return readCueText(text).map((part) => ({ startMs, endMs, ...part }));
}

function toMs([hours = '0', minutes = '0', seconds = '0', fraction = '0']: readonly (
  | string
  | undefined
)[]): number {
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
}
