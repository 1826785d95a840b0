import { close, ftruncate, write } from 'node:fs';
import { promisify } from 'node:util';
import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { Logger } from '../log.js';

/** Limits of a {@link LineFile}. */
export const LINE_FILE_LIMITS = {
  /** Max size of the file, in bytes. */
  bytes: 1024 * 1024 * 1024,
  /** Max size of the lines that wait for a slow or full disk, in bytes. Further lines are counted only. */
  waitingBytes: 8 * 1024 * 1024,
  /** Time after a failed write until the next attempt, in milliseconds. */
  retryMs: 1000,
  /** Time for which lines of a compressed file are collected, in milliseconds. */
  collectMs: 1000,
  /** Lines that are compressed together at most, in bytes; the last one may be longer. */
  memberBytes: 256 * 1024,
} as const;

/** File that a {@link LineFile} appends to. */
export interface AppendTarget {
  /** Appends some of the bytes. Resolves with their number. */
  write(bytes: Uint8Array): Promise<number>;
  /** Removes everything after the first `length` bytes. */
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** Target of a file descriptor that was opened for appending. */
export function fileTarget(fd: number): AppendTarget {
  return {
    write: async (bytes) => (await promisify(write)(fd, bytes)).bytesWritten,
    truncate: (length) => promisify(ftruncate)(fd, length),
    close: () => promisify(close)(fd),
  };
}

/** Parts that a {@link LineFile} uses. */
export interface LineFileOptions {
  /** Name in log lines, such as `The journal file journal.jsonl`. */
  readonly name: string;
  readonly target: AppendTarget;
  readonly logger: Logger;
  /** Real time. */
  readonly clock: Clock;
  /** @default {@link LINE_FILE_LIMITS}.bytes */
  readonly maxBytes?: number;
  /** @default {@link LINE_FILE_LIMITS}.waitingBytes */
  readonly maxWaitingBytes?: number;
  /** Size of the file before the first line is appended, in bytes. @default 0 */
  readonly size?: number;
  /**
   * Compresses several lines to one member, which is written as a whole. Lines are collected for a second, because short
   * members compress badly.
   * @default none: lines are written as they are, immediately
   */
  readonly compress?: (lines: Uint8Array) => Promise<Uint8Array>;
  /** Returns a line that reports in the file how many lines are missing. @default none is written */
  readonly missingLine?: (count: number) => string;
}

/** Bytes that are written as a whole: a line, or a compressed member. */
interface Unit {
  readonly bytes: Uint8Array;
  /** Lines in it, and their size, in bytes. */
  readonly lines: number;
  readonly lineBytes: number;
}

/**
 * Appends lines to a file, whole ones only: after a failed write, such as on a full disk, the part of a line is removed,
 * and writing is tried again. Each change of this state is logged once.
 */
export class LineFile {
  readonly #options: LineFileOptions;
  readonly #maxBytes: number;
  readonly #maxWaitingBytes: number;
  readonly #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** Size of the whole lines in the file, and of the part of a line after them. */
  #wholeBytes = 0;
  #partBytes = 0;
  /** Lines that found no room while the disk was full. */
  #missing = 0;
  #isFailing = false;
  #isFull = false;
  #isClosing = false;
  /** Waiting lines that are dropped, with all that is in the file; `undefined` while the file is kept. */
  #dropping: number | undefined;
  #writing: Promise<void> | undefined;
  #endPause: Cancel = () => {};
  /** Ends the collection of lines; `undefined` while none are collected. */
  #endCollecting: Cancel | undefined;

  constructor(options: LineFileOptions) {
    this.#options = options;
    this.#maxBytes = options.maxBytes ?? LINE_FILE_LIMITS.bytes;
    this.#maxWaitingBytes = options.maxWaitingBytes ?? LINE_FILE_LIMITS.waitingBytes;
    this.#wholeBytes = options.size ?? 0;
  }

  /** Appends a line. `text` has no line break. */
  append(text: string): void {
    this.appendBytes(Buffer.from(`${text}\n`));
  }

  /** Appends bytes, which are never split. Returns false if there is no room for them. */
  appendBytes(line: Buffer): boolean {
    if (this.#isFull || this.#isClosing) return false;
    if (this.#wholeBytes + this.#waitingBytes + line.length > this.#maxBytes) {
      this.#end();
      return false;
    }
    if (this.#waitingBytes + line.length > this.#maxWaitingBytes) {
      this.#missing += 1;
      return false;
    }
    this.#waiting.push(line);
    this.#waitingBytes += line.length;
    if (this.#options.compress === undefined || this.#waitingBytes >= LINE_FILE_LIMITS.memberBytes)
      this.#start();
    else this.#collect();
    return true;
  }

  /** Writes what waits now, without collecting further lines. */
  flush(): void {
    if (this.#waiting.length > 0) this.#start();
  }

  /** Removes all lines that were appended until now: the next one begins the file. */
  restart(): void {
    this.#dropping = this.#waiting.length;
    this.#start();
  }

  #start(): void {
    this.#endCollecting?.();
    this.#endCollecting = undefined;
    this.#writing ??= this.#writeAll();
  }

  #collect(): void {
    if (this.#writing !== undefined) return;
    this.#endCollecting ??= this.#options.clock.after(LINE_FILE_LIMITS.collectMs, () => this.#start());
  }

  /** Resolves when all lines are in the file, or cannot be written. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#endPause();
    if (this.#waiting.length > 0) this.#start();
    await this.#writing;
    await this.#options.target.close();
  }

  #end(): void {
    this.#isFull = true;
    const { name, logger } = this.#options;
    logger.log(
      'warn',
      `${name} has reached its maximum of ${this.#maxBytes} bytes; further lines are left out`,
    );
  }

  async #writeAll(): Promise<void> {
    do {
      try {
        await this.#removePart();
        await this.#writeWaiting();
        this.#resumed();
      } catch (error) {
        this.#failed(error);
        // If this fails too, the next attempt begins with it.
        await this.#removePart().catch((second: unknown) => this.#failed(second));
        if (this.#isClosing) break;
        await this.#pause();
      }
    } while (this.#isDue);
    this.#writing = undefined;
    if (this.#waiting.length > 0 && !this.#isClosing) this.#collect();
  }

  /** Short members compress badly: a few lines wait for more, unless the file is closed. */
  get #isDue(): boolean {
    if (this.#dropping !== undefined) return true;
    if (this.#waiting.length === 0) return false;
    return (
      this.#options.compress === undefined ||
      this.#isClosing ||
      this.#isFailing ||
      this.#waitingBytes >= LINE_FILE_LIMITS.memberBytes
    );
  }

  async #removePart(): Promise<void> {
    if (this.#partBytes === 0) return;
    await this.#options.target.truncate(this.#wholeBytes);
    this.#partBytes = 0;
  }

  async #removeAll(): Promise<void> {
    await this.#options.target.truncate(0);
    this.#wholeBytes = 0;
    for (const { length } of this.#waiting.splice(0, this.#dropping)) this.#waitingBytes -= length;
    this.#dropping = undefined;
  }

  async #writeWaiting(): Promise<void> {
    while (this.#dropping !== undefined) await this.#removeAll();
    const units = await this.#units();
    let bytes = Buffer.concat(units.map((unit) => unit.bytes));
    while (bytes.length > 0) {
      const written = await this.#options.target.write(bytes);
      bytes = bytes.subarray(written);
      this.#partBytes += written;
      this.#countWhole(units);
    }
  }

  async #units(): Promise<Unit[]> {
    const { compress } = this.#options;
    if (compress === undefined) {
      return this.#waiting.map((bytes) => ({ bytes, lines: 1, lineBytes: bytes.length }));
    }
    let lines = 0;
    let lineBytes = 0;
    for (const { length } of this.#waiting) {
      lines += 1;
      lineBytes += length;
      if (lineBytes >= LINE_FILE_LIMITS.memberBytes) break;
    }
    const bytes = await compress(Buffer.concat(this.#waiting.slice(0, lines)));
    return [{ bytes, lines, lineBytes }];
  }

  /** Removes the lines that are in the file as a whole from the waiting ones. */
  #countWhole(units: Unit[]): void {
    let count = 0;
    let lines = 0;
    for (const unit of units) {
      if (unit.bytes.length > this.#partBytes) break;
      this.#partBytes -= unit.bytes.length;
      this.#wholeBytes += unit.bytes.length;
      this.#waitingBytes -= unit.lineBytes;
      lines += unit.lines;
      count += 1;
    }
    units.splice(0, count);
    this.#waiting.splice(0, lines);
    if (this.#dropping !== undefined) this.#dropping = Math.max(0, this.#dropping - lines);
  }

  #failed(error: unknown): void {
    const { name, logger } = this.#options;
    if (!this.#isFailing) {
      const message = error instanceof Error ? error.message : String(error);
      logger.log('error', `${name} cannot be written (${message}); trying again each second`);
    }
    this.#isFailing = true;
  }

  #resumed(): void {
    if (!this.#isFailing) return;
    this.#isFailing = false;
    const { name, logger } = this.#options;
    logger.log('warn', `${name} is written again; ${this.#missing} lines are missing`);
    this.#reportMissing();
  }

  #reportMissing(): void {
    const line = this.#missing === 0 ? undefined : this.#options.missingLine?.(this.#missing);
    this.#missing = 0;
    if (line !== undefined) this.append(line);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(LINE_FILE_LIMITS.retryMs, resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
  }
}
