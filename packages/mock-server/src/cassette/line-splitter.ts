/** Byte of a line break. */
const LINE_BREAK = 10;

/**
 * Max. length of a line, in bytes. The largest message of media has less than a tenth of it, so a longer line is no
 * cassette, and a reader must not collect it.
 */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** A line is longer than {@link MAX_LINE_BYTES}. */
export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError';
}

/**
 * Splits chunks of bytes into lines. Unlike `readline` it never keeps more than the line that is not complete: with a slow
 * consumer, `for await` over `readline` keeps the whole rest of the file in memory.
 */
export class LineSplitter {
  #parts: Buffer[] = [];
  #bytes = 0;

  /**
   * Returns the lines that end in this chunk, without line breaks. They share memory with the chunk.
   *
   * @throws {LineTooLongError} for a line of more than {@link MAX_LINE_BYTES}
   */
  split(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_BREAK); end !== -1; end = chunk.indexOf(LINE_BREAK, start)) {
      lines.push(this.#completed(chunk.subarray(start, end)));
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    return lines;
  }

  /** Returns what comes after the last line break, and forgets it; `undefined` if there is nothing. */
  rest(): Buffer | undefined {
    if (this.#bytes === 0) return undefined;
    return this.#completed(Buffer.alloc(0));
  }

  #keep(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > MAX_LINE_BYTES) {
      throw new LineTooLongError(`a line is longer than ${MAX_LINE_BYTES / 1024 / 1024} MiB`);
    }
    this.#parts.push(part);
  }

  #completed(end: Buffer): Buffer {
    if (this.#parts.length === 0) return end;
    const line = Buffer.concat([...this.#parts, end]);
    this.#parts = [];
    this.#bytes = 0;
    return line;
  }
}
