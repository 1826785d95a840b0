import { closeSync, openSync, readSync } from 'node:fs';
import { decodeCassetteLine, type CassetteLine } from '@rtms-mock/protocol/cassette';
import { LineSplitter } from '../cassette/line-splitter.js';

/** Bytes that are read at a time. */
const CHUNK_BYTES = 128 * 1024;

/**
 * Reads the lines of a cassette one after the other, from the beginning. Reads synchronously: a tape is due at a moment, and
 * in virtual time that moment does not wait. A chunk comes from the cache of the system in far less than a millisecond.
 */
export class TapeCursor {
  readonly #path: string;
  #fd: number | undefined;
  #splitter = new LineSplitter();
  #position = 0;
  #lines: readonly Buffer[] = [];
  #index = 0;
  #next: CassetteLine | undefined;
  #hasEnded = false;

  /** `path`: a cassette that is not compressed. */
  constructor(path: string) {
    this.#path = path;
  }

  /** The next line that can be used; `undefined` at the end. */
  peek(): CassetteLine | undefined {
    while (this.#next === undefined) {
      const bytes = this.#nextBytes();
      if (bytes === undefined) return undefined;
      const decoded = decodeCassetteLine(bytes.toString('utf8'));
      if (decoded.outcome === 'line') this.#next = decoded.line;
    }
    return this.#next;
  }

  /** Moves on to the line after {@link peek}. */
  advance(): void {
    this.#next = undefined;
  }

  /** Closes the file. Reading begins at the beginning again. */
  rewind(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    this.#splitter = new LineSplitter();
    this.#position = 0;
    this.#lines = [];
    this.#index = 0;
    this.#next = undefined;
    this.#hasEnded = false;
  }

  #nextBytes(): Buffer | undefined {
    while (this.#index >= this.#lines.length) {
      if (this.#hasEnded) return undefined;
      this.#readChunk();
    }
    const bytes = this.#lines[this.#index];
    this.#index += 1;
    return bytes;
  }

  #readChunk(): void {
    this.#fd ??= openSync(this.#path, 'r');
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const count = readSync(this.#fd, chunk, 0, CHUNK_BYTES, this.#position);
    this.#position += count;
    this.#index = 0;
    if (count > 0) {
      this.#lines = this.#splitter.split(chunk.subarray(0, count));
      return;
    }
    this.#hasEnded = true;
    const rest = this.#splitter.rest();
    this.#lines = rest === undefined ? [] : [rest];
  }
}
