import { createWriteStream, type WriteStream } from 'node:fs';

/** A file that grows. What cannot be written is told by `close`, so that callbacks need no error handling. */
export class FileAppender {
  readonly path: string;
  readonly #stream: WriteStream;
  #problem: Error | undefined;
  #closing: Promise<void> | undefined;
  #bytes = 0;

  /** Replaces a file of this name. */
  constructor(path: string) {
    this.path = path;
    this.#stream = createWriteStream(path);
    this.#stream.on('error', (error) => {
      this.#problem ??= error;
    });
  }

  /** Bytes taken so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes bytes at once; the disk gets them when it can. Throws after `close`. */
  write(data: Buffer | string): void {
    if (this.#closing) throw new Error(`${this.path} is closed: nothing can be added`);
    this.#bytes += Buffer.byteLength(data);
    this.#stream.write(data);
  }

  /** Resolves when everything is on disk; rejects with what went wrong since the file was opened. */
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
