/** Finds the transcript that lies beside a recording, and reads what can be read of it. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TranscriptLanguage, transcriptLanguageOf } from '@rtms-mock/protocol';

import type { Recording } from '../recording.js';
import { decodeText } from './transcript-encoding.js';
import { parseTranscriptJson } from './transcript-json.js';
import { quoted, type ParsedTranscript, type TimedText } from './transcript-lines.js';
import { parseSubtitles } from './transcript-subtitles.js';

export interface TranscriptOptions {
  /** BCP 47 tag for words whose language the transcript does not tell. Default: `en`. */
  readonly language?: string;
  /** Told of everything in a transcript that cannot be used. Default: nobody. */
  readonly onWarning?: (message: string) => void;
}

/** One stretch of speech within a recording. */
export interface SpokenLine extends TimedText {
  readonly language: string;
}

/** The first that holds words is taken. Zoom's own come as `.transcript.vtt` and `.cc.vtt`. */
const ENDINGS = ['.vtt', '.transcript.vtt', '.cc.vtt', '.srt', '.json'] as const;

/** Zoom names its pictures by their size, and the transcript for all of them without it. */
const ZOOM_RECORDING = /^(GMT\d{8}-\d{6}_Recording)_.+$/;

/** More of the same file helps nobody. */
const MOST_PROBLEMS = 5;

/**
 * What is said in a recording, in order; empty without a transcript. What cannot be read is a warning, and the
 * recording plays without it.
 */
export async function findTranscript(
  recording: Recording,
  options: TranscriptOptions = {},
): Promise<SpokenLine[]> {
  const warn = (message: string): void => options.onWarning?.(message);
  for (const file of await candidatesFor(recording)) {
    const lines = await readTranscript(file, recording, warn);
    if (lines.length > 0) return withinRecording(lines, basename(file), recording, { ...options, warn });
  }
  return [];
}

/** Names are compared in any letter case: `TALK.VTT` belongs to `talk.mp4` too. */
async function candidatesFor({ path, name }: Recording): Promise<string[]> {
  const folder = dirname(path);
  // Without a list of the folder there is nothing to find in it.
  const there = await readdir(folder).catch((): string[] => []);
  const names = [name, ...(ZOOM_RECORDING.exec(name)?.slice(1) ?? [])];
  const wanted = names.flatMap((each) => ENDINGS.map((ending) => each + ending));
  const found = wanted.flatMap((file) => {
    const alike = there.filter((other) => other.toLowerCase() === file.toLowerCase()).sort();
    return alike.find((other) => other === file) ?? alike[0] ?? [];
  });
  return found.map((file) => join(folder, file)).filter((file) => file !== path);
}

async function readTranscript(
  path: string,
  { fileName, durationMs }: Recording,
  warn: (message: string) => void,
): Promise<readonly TimedText[]> {
  const file = basename(path);
  try {
    const { text, encoding } = decodeText(await readFile(path));
    const isJson = path.toLowerCase().endsWith('.json');
    const { lines, problems } = isJson ? parseTranscriptJson(text, durationMs) : parseSubtitles(text);
    if (lines.length === 0) {
      warn(`${file} holds no words that can be read${first(problems)}; ${fileName} plays without it`);
      return [];
    }
    if (encoding === 'Windows-1252') {
      warn(`${file} is not UTF-8 and is read as Windows-1252; save it as UTF-8 if letters are wrong`);
    }
    tellProblems(file, problems, warn);
    return lines;
  } catch (problem) {
    const why = (problem as Error).message;
    warn(`${file} is no transcript that can be read: ${why}; ${fileName} plays without it`);
    return [];
  }
}

function first([problem]: readonly string[]): string {
  return problem === undefined ? '' : ` (${problem})`;
}

function tellProblems(
  file: string,
  problems: ParsedTranscript['problems'],
  warn: (message: string) => void,
): void {
  for (const problem of problems.slice(0, MOST_PROBLEMS)) warn(`${file}, ${problem}; this line is left out`);
  const more = problems.length - MOST_PROBLEMS;
  if (more > 0) warn(`${file}: ${more} more cannot be read and are left out`);
}

/** In order, and within the recording: it may have been cut after the transcript was made. */
function withinRecording(
  lines: readonly TimedText[],
  file: string,
  { fileName, durationMs }: Recording,
  { language = 'en', warn }: TranscriptOptions & { readonly warn: (message: string) => void },
): SpokenLine[] {
  const within = lines.filter(({ startMs }) => startMs < durationMs);
  const behind = lines.length - within.length;
  if (behind > 0) {
    const length = `${(durationMs / 1000).toFixed(1)} s`;
    warn(
      `${file}: ${behind} of ${lines.length} lines begin behind the end of ${fileName} (${length}) and are left out`,
    );
  }
  const unknown = new Set(lines.flatMap((line) => line.language ?? []).filter(hasNoNumber));
  for (const name of unknown) {
    warn(
      `${file}: the service has no number for the language ${quoted(name)}; its lines go out as -1 (none)`,
    );
  }
  return within
    .map((line) => ({
      ...line,
      endMs: Math.min(line.endMs, durationMs),
      language: line.language ?? language,
    }))
    .sort((a, b) => a.startMs - b.startMs);
}

function hasNoNumber(language: string): boolean {
  return transcriptLanguageOf(language) === TranscriptLanguage.NONE;
}
