import type { TranscriptLine } from '../streams/frames.js';
import { FileAppender } from './file-appender.js';

/** The fields of a cue. The lines of `client.transcripts()` have them. */
export type VttLine = Pick<TranscriptLine, 'text' | 'timestamp' | 'startTs' | 'endTs' | 'userName'>;

/** Options of {@link VttWriter}. */
export interface VttOptions {
  /**
   * Start of the recording in Unix milliseconds: time 0 of the file.
   * @default the start of the first line
   */
  readonly startMs?: number;
}

/** Duration of a line for which the service sent no end, in ms: 60 per character, but at least a second. */
const MIN_DURATION_MS = 1000;
const MS_PER_CHARACTER = 60;

/** Writes a WebVTT file. */
export class VttWriter implements AsyncDisposable {
  readonly #file: FileAppender;
  #startMs: number | undefined;

  /** Creates the file, or replaces it. */
  constructor(path: string, options: VttOptions = {}) {
    this.#startMs = options.startMs;
    this.#file = new FileAppender(path);
    this.#file.write('WEBVTT\n\n');
  }

  /**
   * Appends a line.
   * @throws Error after `close`.
   */
  write(line: VttLine): void {
    this.#startMs ??= startOf(line);
    this.#file.write(vttCue(line, this.#startMs));
  }

  /** Resolves after everything was written; rejects with the first error since the file was opened. */
  close(): Promise<void> {
    return this.#file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Creates a WebVTT file. */
export function writeVtt(path: string, options?: VttOptions): VttWriter {
  return new VttWriter(path, options);
}

/** Converts a whole transcript to WebVTT. */
export function transcriptToVtt(lines: readonly VttLine[], options: VttOptions = {}): string {
  const startMs = options.startMs ?? Math.min(...lines.map(startOf));
  return `WEBVTT\n\n${lines.map((line) => vttCue(line, startMs)).join('')}`;
}

function vttCue(line: VttLine, startMs: number): string {
  const start = startOf(line);
  const end = line.endTs > start ? line.endTs : start + defaultDurationMs(line.text);
  const voice = line.userName === '' ? '' : `<v ${escaped(line.userName).replaceAll('\n', ' ')}>`;
  const text = escaped(line.text.trim()).replaceAll(/\s*\n\s*/g, '\n');
  return `${clockTime(start - startMs)} --> ${clockTime(end - startMs)}\n${voice}${text}\n\n`;
}

function startOf({ startTs, timestamp }: VttLine): number {
  return startTs > 0 ? startTs : timestamp;
}

function defaultDurationMs(text: string): number {
  return Math.max(MIN_DURATION_MS, text.length * MS_PER_CHARACTER);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `hh:mm:ss.mmm`. Times before the start of the recording become 0. */
function clockTime(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(whole / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${two(hours)}:${two(minutes)}:${two(seconds % 60)}.${String(whole % 1000).padStart(3, '0')}`;
}
