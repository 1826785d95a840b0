import { createWriteStream, type WriteStream } from 'node:fs';

/** Appends to a file. `close` reports write errors, so that callbacks need no error handling. */
export class FileAppender {
  readonly path: string;
  readonly #stream: WriteStream;
  #problem: Error | undefined;
  #closing: Promise<void> | undefined;
  #bytes = 0;

  /** Creates the file, or replaces it. */
  constructor(path: string) {
    this.path = path;
    this.#stream = createWriteStream(path);
    this.#stream.on('error', (error) => {
      this.#problem ??= error;
    });
  }

  /** Number of bytes that were passed to `write`. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Appends without waiting for the disk.
   * @throws Error after `close`.
   */
  write(data: Buffer | string): void {
    if (this.#closing) throw new Error(`${this.path} is closed: cannot write to it`);
    this.#bytes += Buffer.byteLength(data);
    this.#stream.write(data);
  }

  /** Resolves after everything was written; rejects with the first error since the file was opened. */
  close(): Promise<void> {
    this.#closing ??= new Promise<void>((resolve, reject) => {
      this.#stream.end(() => {
        if (this.#problem) reject(this.#problem);
        else resolve();
      });
    });
    return this.#closing;
  }
}
