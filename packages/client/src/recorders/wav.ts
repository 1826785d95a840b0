import { open } from 'node:fs/promises';
import { FileAppender } from './file-appender.js';
import { pcmLayout, type PcmFormat } from './pcm-format.js';

const HEADER_BYTES = 44;
/** Length in the header until it is known. Players read it as "until the end of the file". */
const UNKNOWN_LENGTH = 0xffffffff;

/** Writes a WAV file. */
export class WavWriter implements AsyncDisposable {
  readonly #file: FileAppender;
  readonly #layout: ReturnType<typeof pcmLayout>;
  #closing: Promise<void> | undefined;

  /**
   * Creates the file, or replaces it.
   * @throws RangeError if `sampleRate` or `channels` is invalid.
   */
  constructor(path: string, format: PcmFormat = {}) {
    this.#layout = pcmLayout(format);
    this.#file = new FileAppender(path);
    this.#file.write(this.#header(UNKNOWN_LENGTH));
  }

  /** Duration of the audio so far, in ms. */
  get durationMs(): number {
    const { blockBytes, sampleRate } = this.#layout;
    return ((this.#file.bytes - HEADER_BYTES) / blockBytes / sampleRate) * 1000;
  }

  /**
   * Appends 16-bit little-endian samples.
   * @throws Error after `close`.
   */
  write(pcm: Buffer): void {
    this.#file.write(pcm);
  }

  /**
   * Writes the length into the header. Resolves after everything was written; rejects with the first error since
   * the file was opened. A file that was not closed, after a crash, can be played to its end.
   */
  close(): Promise<void> {
    return (this.#closing ??= this.#finish());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #finish(): Promise<void> {
    await this.#file.close();
    const file = await open(this.#file.path, 'r+');
    try {
      await file.write(this.#header(this.#file.bytes - HEADER_BYTES), 0, HEADER_BYTES, 0);
    } finally {
      await file.close();
    }
  }

  #header(dataBytes: number): Buffer {
    const { sampleRate, channels, blockBytes } = this.#layout;
    const header = Buffer.alloc(HEADER_BYTES);
    header.write('RIFF', 0, 'latin1');
    header.writeUInt32LE(Math.min(UNKNOWN_LENGTH, dataBytes + HEADER_BYTES - 8), 4);
    header.write('WAVEfmt ', 8, 'latin1');
    header.writeUInt32LE(16, 16);
    header.writeUInt16LE(1, 20); // PCM
    header.writeUInt16LE(channels, 22);
    header.writeUInt32LE(sampleRate, 24);
    header.writeUInt32LE(sampleRate * blockBytes, 28);
    header.writeUInt16LE(blockBytes, 32);
    header.writeUInt16LE(16, 34);
    header.write('data', 36, 'latin1');
    header.writeUInt32LE(Math.min(UNKNOWN_LENGTH, dataBytes), 40);
    return header;
  }
}

/**
 * Creates a WAV file. Request audio with `codec: AudioCodec.L16` in the same format.
 * @throws RangeError if `sampleRate` or `channels` is invalid.
 */
export function writeWav(path: string, format?: PcmFormat): WavWriter {
  return new WavWriter(path, format);
}
