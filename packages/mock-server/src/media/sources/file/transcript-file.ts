/** Finds the transcript that lies beside a recording. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

import { MediaUnavailableError, type Utterance } from '../media-source.js';
import type { Recording } from './recording.js';
import { parseSubtitles, parseTranscriptJson, type TimedText } from './transcript-formats.js';

export interface TranscriptOptions {
  /** BCP 47 tag for words whose language the transcript does not tell. Default: `en`. */
  readonly language?: string;
  /** Told about a file beside the recording that looks like a transcript and is none. Default: nobody. */
  readonly onWarning?: (message: string) => void;
}

/** The first that is there is taken. */
const ENDINGS = ['.vtt', '.srt', '.json'] as const;

/**
 * What is said in a recording, by participant 0; empty without a transcript. Throws
 * {@link MediaUnavailableError} (`file-unreadable`) for a damaged .vtt or .srt file. A .json file may be
 * something else with the same name: that is a warning.
 */
export async function findTranscript(
  recording: Recording,
  options: TranscriptOptions = {},
): Promise<Utterance[]> {
  const { path, durationMs } = recording;
  for (const ending of ENDINGS) {
    const file = join(dirname(path), basename(path, extname(path)) + ending);
    const text = file === path ? undefined : await readIfThere(file);
    if (text === undefined) continue;
    try {
      const lines = ending === '.json' ? parseTranscriptJson(text) : parseSubtitles(text);
      return toUtterances(lines, durationMs, options.language ?? 'en');
    } catch (cause) {
      const problem = `${basename(file)} is no transcript that can be read: ${(cause as Error).message}`;
      if (ending === '.json') options.onWarning?.(`${problem}; it is left out`);
      else
        throw new MediaUnavailableError('file-unreadable', `${problem}; correct it, or move it away`, {
          cause,
        });
    }
  }
  return [];
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new MediaUnavailableError(
      'file-unreadable',
      `${basename(path)} cannot be read: ${(problem as Error).message}`,
      {
        cause: problem,
      },
    );
  }
}

/** In order, and within the recording: it may have been cut after the transcript was made. */
function toUtterances(lines: readonly TimedText[], durationMs: number, language: string): Utterance[] {
  return lines
    .filter(({ startMs, text }) => startMs < durationMs && text !== '')
    .map((line): Utterance => ({
      speaker: 0,
      startMs: line.startMs,
      endMs: Math.min(line.endMs, durationMs),
      text: line.text,
      language: line.language ?? language,
    }))
    .sort((a, b) => a.startMs - b.startMs);
}
