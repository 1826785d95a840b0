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
}

/**
 * Appends lines to a file, whole ones only: after a failed write, such as on a full disk, the part of a line is removed,
 * and writing is tried again. Each change of this state is logged once.
 */
export class LineFile {
  readonly #options: LineFileOptions;
  readonly #maxBytes: number;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** Size of the whole lines in the file, and of the part of a line after them. */
  #wholeBytes = 0;
  #partBytes = 0;
  /** Lines that found no room while the disk was full. */
  #missing = 0;
  #isFailing = false;
  #isFull = false;
  #isClosing = false;
  #writing: Promise<void> | undefined;
  #endPause: Cancel = () => {};

  constructor(options: LineFileOptions) {
    this.#options = options;
    this.#maxBytes = options.maxBytes ?? LINE_FILE_LIMITS.bytes;
  }

  /** Appends a line. `text` has no line break. */
  append(text: string): void {
    if (this.#isFull || this.#isClosing) return;
    const line = Buffer.from(`${text}\n`);
    if (this.#wholeBytes + this.#waitingBytes + line.length > this.#maxBytes) return this.#end();
    if (this.#waitingBytes + line.length > LINE_FILE_LIMITS.waitingBytes) {
      this.#missing += 1;
      return;
    }
    this.#waiting.push(line);
    this.#waitingBytes += line.length;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when all lines are in the file, or cannot be written. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#endPause();
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
    while (this.#waiting.length > 0) {
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
    }
    this.#writing = undefined;
  }

  async #removePart(): Promise<void> {
    if (this.#partBytes === 0) return;
    await this.#options.target.truncate(this.#wholeBytes);
    this.#partBytes = 0;
  }

  async #writeWaiting(): Promise<void> {
    const lines = this.#waiting;
    let bytes = Buffer.concat(lines);
    while (bytes.length > 0) {
      const written = await this.#options.target.write(bytes);
      bytes = bytes.subarray(written);
      this.#partBytes += written;
      this.#countWhole(lines);
    }
  }

  /** Removes the lines that are in the file as a whole from the waiting ones. */
  #countWhole(lines: Buffer[]): void {
    let count = 0;
    for (const { length } of lines) {
      if (length > this.#partBytes) break;
      this.#partBytes -= length;
      this.#wholeBytes += length;
      this.#waitingBytes -= length;
      count += 1;
    }
    lines.splice(0, count);
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
    this.#missing = 0;
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
