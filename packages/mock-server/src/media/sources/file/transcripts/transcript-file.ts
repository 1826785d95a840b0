/** Finds and reads the transcript beside a recording. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TranscriptLanguage, transcriptLanguageOf } from '@rtms-mock/protocol';

import type { Recording } from '../recording.js';
import { decodeText } from './transcript-encoding.js';
import { parseTranscriptJson } from './transcript-json.js';
import { quoted, type ParsedTranscript, type TimedText } from './transcript-lines.js';
import { parseSubtitles } from './transcript-subtitles.js';

/** Options for reading transcripts. */
export interface TranscriptOptions {
  /**
   * BCP 47 tag of lines whose language the transcript does not tell.
   *
   * @default 'en'
   */
  readonly language?: string;
  /** Called with a sentence for each part of a transcript that cannot be used. */
  readonly onWarning?: (message: string) => void;
}

/** One line of speech within a recording. */
export interface SpokenLine extends TimedText {
  readonly language: string;
}

/** In order of preference. Zoom's own transcripts end in `.transcript.vtt` and `.cc.vtt`. */
const ENDINGS = ['.vtt', '.transcript.vtt', '.cc.vtt', '.srt', '.json'] as const;

/** Zoom adds the resolution to the name of a video, and names one transcript for all resolutions without it. */
const ZOOM_RECORDING = /^(GMT\d{8}-\d{6}_Recording)_.+$/;

/** Max number of problems of one file that are reported one by one. */
const MAX_PROBLEMS = 5;

/**
 * Returns the lines of the first transcript that contains any, in order; none without a transcript. Parts that cannot
 * be read are skipped with a warning: a transcript never stops a recording from being played.
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

/** Names are compared without letter case: `TALK.VTT` belongs to `talk.mp4`, too. */
async function candidatesFor({ path, name }: Recording): Promise<string[]> {
  const folder = dirname(path);
  // A folder that cannot be listed is like one without transcripts.
  const existing = await readdir(folder).catch((): string[] => []);
  const names = [name, ...(ZOOM_RECORDING.exec(name)?.slice(1) ?? [])];
  const wanted = names.flatMap((each) => ENDINGS.map((ending) => each + ending));
  const found = wanted.flatMap((file) => {
    const alike = existing.filter((other) => other.toLowerCase() === file.toLowerCase()).sort();
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
      warn(`${file} contains no lines that can be read${first(problems)}; ${fileName} is played without it`);
      return [];
    }
    if (encoding === 'Windows-1252') {
      warn(`${file} is not UTF-8 and is read as Windows-1252; save it as UTF-8 if letters are wrong`);
    }
    reportProblems(file, problems, warn);
    return lines;
  } catch (error) {
    const why = (error as Error).message;
    warn(`${file} cannot be read as a transcript: ${why}; ${fileName} is played without it`);
    return [];
  }
}

function first([problem]: readonly string[]): string {
  return problem === undefined ? '' : ` (${problem})`;
}

function reportProblems(
  file: string,
  problems: ParsedTranscript['problems'],
  warn: (message: string) => void,
): void {
  for (const problem of problems.slice(0, MAX_PROBLEMS)) warn(`${file}, ${problem}; this line is skipped`);
  const more = problems.length - MAX_PROBLEMS;
  if (more > 0) warn(`${file}: ${more} more lines cannot be read and are skipped`);
}

/** Sorts the lines, and limits them to the recording, which may have been cut after the transcript was made. */
function withinRecording(
  lines: readonly TimedText[],
  file: string,
  { fileName, durationMs }: Recording,
  { language = 'en', warn }: TranscriptOptions & { readonly warn: (message: string) => void },
): SpokenLine[] {
  const within = lines.filter(({ startMs }) => startMs < durationMs);
  const skipped = lines.length - within.length;
  if (skipped > 0) {
    const length = `${(durationMs / 1000).toFixed(1)} s`;
    warn(
      `${file}: ${skipped} of ${lines.length} lines begin after the end of ${fileName} (${length}) and are skipped`,
    );
  }
  const unknown = new Set(lines.flatMap((line) => line.language ?? []).filter(hasNoNumber));
  for (const name of unknown) {
    warn(
      `${file}: the service has no number for the language ${quoted(name)}; its lines are sent as -1 (none)`,
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
