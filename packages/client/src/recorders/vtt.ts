import type { TranscriptLine } from '../streams/frames.js';
import { FileAppender } from './file-appender.js';

/** What a cue needs; a line of `client.transcripts()` fits. */
export type VttLine = Pick<TranscriptLine, 'text' | 'timestamp' | 'startTs' | 'endTs' | 'userName'>;

export interface VttOptions {
  /** Unix milliseconds at which the recording begins, time 0 of the file. Default: when the first line begins. */
  readonly startMs?: number;
}

/** How long a line is shown for which the service named no end, in ms: at least this, and more for longer text. */
const SHORTEST_MS = 1000;
const MS_PER_CHARACTER = 60;

/** A WebVTT file that grows. */
export class VttWriter implements AsyncDisposable {
  readonly #file: FileAppender;
  #startMs: number | undefined;

  constructor(path: string, options: VttOptions = {}) {
    this.#startMs = options.startMs;
    this.#file = new FileAppender(path);
    this.#file.write('WEBVTT\n\n');
  }

  /** Adds what was said. Throws after `close`. */
  write(line: VttLine): void {
    this.#startMs ??= beginOf(line);
    this.#file.write(vttCue(line, this.#startMs));
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Begins a WebVTT file. */
export function writeVtt(path: string, options?: VttOptions): VttWriter {
  return new VttWriter(path, options);
}

/** A whole transcript as WebVTT. */
export function transcriptToVtt(lines: readonly VttLine[], options: VttOptions = {}): string {
  const startMs = options.startMs ?? Math.min(...lines.map(beginOf));
  return `WEBVTT\n\n${lines.map((line) => vttCue(line, startMs)).join('')}`;
}

function vttCue(line: VttLine, startMs: number): string {
  const begin = beginOf(line);
  const end = line.endTs > begin ? line.endTs : begin + readingTimeMs(line.text);
  const voice = line.userName === '' ? '' : `<v ${escaped(line.userName).replaceAll('\n', ' ')}>`;
  const text = escaped(line.text.trim()).replaceAll(/\s*\n\s*/g, '\n');
  return `${clockTime(begin - startMs)} --> ${clockTime(end - startMs)}\n${voice}${text}\n\n`;
}

function beginOf({ startTs, timestamp }: VttLine): number {
  return startTs > 0 ? startTs : timestamp;
}

function readingTimeMs(text: string): number {
  return Math.max(SHORTEST_MS, text.length * MS_PER_CHARACTER);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `hh:mm:ss.mmm`; times before the recording count as its beginning. */
function clockTime(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(whole / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${two(hours)}:${two(minutes)}:${two(seconds % 60)}.${String(whole % 1000).padStart(3, '0')}`;
}
