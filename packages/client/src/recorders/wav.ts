import { open } from 'node:fs/promises';
import { FileAppender } from './file-appender.js';
import { pcmLayout, type PcmFormat } from './pcm-format.js';

const HEADER_BYTES = 44;
/** Stands for "until the end of the file" as long as the length is not known; readers take it so. */
const UNKNOWN_LENGTH = 0xffffffff;

/** A WAV file that grows. */
export class WavWriter implements AsyncDisposable {
  readonly #file: FileAppender;
  readonly #layout: ReturnType<typeof pcmLayout>;
  #closing: Promise<void> | undefined;

  constructor(path: string, format: PcmFormat = {}) {
    this.#layout = pcmLayout(format);
    this.#file = new FileAppender(path);
    this.#file.write(this.#header(UNKNOWN_LENGTH));
  }

  /** Length of what was written, in ms. */
  get durationMs(): number {
    const { blockBytes, sampleRate } = this.#layout;
    return ((this.#file.bytes - HEADER_BYTES) / blockBytes / sampleRate) * 1000;
  }

  /** Adds 16-bit little-endian samples. Throws after `close`. */
  write(pcm: Buffer): void {
    this.#file.write(pcm);
  }

  /** Writes the length into the header. Until then, and after a crash, players read to the end of the file. */
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

/** Begins a WAV file; ask for audio with `codec: AudioCodec.L16` in the same format. */
export function writeWav(path: string, format?: PcmFormat): WavWriter {
  return new WavWriter(path, format);
}
