/** WebVTT and SubRip → words with their times. Both are blocks of lines with a timing line. */
import { readCueText } from './transcript-cue-text.js';
import { quoted, type ParsedTranscript, type TimedText } from './transcript-lines.js';
import { takeNames } from './transcript-names.js';

const TIME = String.raw`(?:(\d+):)?(\d+):(\d{1,2})(?:[.,](\d+))?`;
const TIMING = new RegExp(String.raw`^\s*${TIME}\s*-->\s*${TIME}(?:\s.*)?$`);

/** Blocks that are no speech (WebVTT). */
const NO_SPEECH = /^(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)/;

interface Block {
  readonly lines: readonly string[];
  /** Number of its first line, counted from 1. */
  readonly number: number;
}

/**
 * Reads what can be read: the hours and the fraction of a second may be missing, as may the spaces around the
 * arrow and the empty line between two cues. A cue that has no time, or ends before it begins, is a problem.
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
  return { lines: takeNames(found), problems };
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

/** Each cue from its timing line on. What has none, and should, stays as it is. */
function cuesOf({ lines, number }: Block): Block[] {
  const first = lines.findIndex((line) => line.includes('-->'));
  if (first < 0) return NO_SPEECH.test(lines[0] ?? '') ? [] : [{ lines, number }];
  const starts = [...lines.keys()].filter(
    (at) => at === first || (at > first && TIMING.test(lines[at] ?? '')),
  );
  return starts.map((start, i) => {
    const next = starts[i + 1];
    // The number of the next cue stands above its time.
    const isNumbered = next !== undefined && next - 1 > start && /^\s*\d+\s*$/.test(lines[next - 1] ?? '');
    const end = isNumbered ? next - 1 : next;
    return { lines: lines.slice(start, end), number: number + start };
  });
}

/** The words of a cue, by voice, or what is wrong with it. */
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
