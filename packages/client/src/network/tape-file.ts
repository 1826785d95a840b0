import { closeSync, existsSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { constants, gzipSync } from 'node:zlib';
import type { Cancel, Clock } from '@rtms-mock/protocol';

/** Limits of a {@link TapeFile}. */
export const TAPE_LIMITS = {
  /** Time for which lines are collected before they are written, in milliseconds. */
  collectMs: 200,
  /** Lines that wait for a full disk, in characters. Further ones are left out. */
  waitingCharacters: 16 * 1024 * 1024,
} as const;

/** Parts that a {@link TapeFile} uses. */
export interface TapeFileOptions {
  /** Path; compressed if it ends with `.gz`. */
  readonly path: string;
  /** Real time. */
  readonly clock: Clock;
  /** Called for the first write that fails, and when writing works again. */
  readonly report: (problem: string) => void;
  /**
   * Flags with which the file is opened.
   * @default 'ax', which refuses an existing file
   */
  readonly flags?: string;
}

/**
 * Appends whole lines to a new file, also at the end of the process. Lines of a fifth of a second are written together, in
 * a gzip member of their own if the file is compressed.
 */
export class TapeFile {
  readonly #options: TapeFileOptions;
  readonly #fd: number;
  readonly #isCompressed: boolean;
  #lines: string[] = [];
  #waiting = 0;
  #size = 0;
  #missing = 0;
  #isFailing = false;
  #cancel: Cancel | undefined;

  /** @throws Error if the file cannot be created */
  constructor(options: TapeFileOptions) {
    this.#options = options;
    this.#isCompressed = options.path.toLowerCase().endsWith('.gz');
    this.#fd = openSync(options.path, options.flags ?? 'ax');
    process.once('exit', () => this.flush());
  }

  /** Appends a line without a line break. */
  append(line: string): void {
    if (this.#waiting + line.length > TAPE_LIMITS.waitingCharacters) {
      this.#missing += 1;
      return;
    }
    this.#lines.push(line);
    this.#waiting += line.length;
    this.#cancel ??= this.#options.clock.after(TAPE_LIMITS.collectMs, () => this.flush());
  }

  /** Removes all lines that were appended until now: the next one begins the file. */
  restart(): void {
    this.#lines = [];
    this.#waiting = 0;
    this.#size = 0;
    try {
      ftruncateSync(this.#fd, 0);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Writes all lines that wait. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#lines.length === 0) return;
    const bytes = Buffer.from(`${this.#lines.join('\n')}\n`);
    try {
      this.#write(this.#isCompressed ? gzipSync(bytes, { level: constants.Z_BEST_SPEED }) : bytes);
      this.#lines = [];
      this.#waiting = 0;
      this.#resumed();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Writes all lines that wait, and closes the file. */
  close(): void {
    this.flush();
    closeSync(this.#fd);
  }

  #write(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) rest = rest.subarray(writeSync(this.#fd, rest));
    this.#size += bytes.length;
  }

  #failed(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (!this.#isFailing) this.#options.report(`cannot be written (${reason}); trying again`);
    this.#isFailing = true;
    try {
      ftruncateSync(this.#fd, this.#size);
    } catch (second) {
      // A part of a line stays, which readers leave out.
      this.#options.report(`has a part of a line at its end (${String(second)})`);
    }
  }

  #resumed(): void {
    if (!this.#isFailing) return;
    this.#isFailing = false;
    this.#options.report(`is written again; ${this.#missing} lines are missing`);
    this.#missing = 0;
  }
}

/** Returns the path, or if there is such a file, one with a number: `talk-2.rtms.jsonl`. */
export function freePath(path: string): string {
  if (!existsSync(path)) return path;
  const [, base = path, end = ''] = /^(.*?)(\.rtms\.jsonl(?:\.gz)?)$/i.exec(path) ?? [];
  let number = 2;
  while (existsSync(`${base}-${number}${end}`)) number += 1;
  return `${base}-${number}${end}`;
}
