/**
 * Synchronous reads from a prepared file in bounded memory: small files are kept in memory as a whole, large ones as
 * the blocks that are being played.
 */
import { closeSync, openSync, readSync, fstatSync, read } from 'node:fs';

/** A file that can be read at any offset. */
export interface FileBytes {
  /** In bytes. */
  readonly size: number;
  /**
   * Returns the bytes from `offset` on, at most `length`: fewer at the end of the file. They are part of a shared
   * buffer, so do not write to them.
   */
  read(offset: number, length: number): Buffer;
}

/** Memory limits of one file. The defaults suit a handful of files that are played at the same time. */
export interface FileBytesLimits {
  /**
   * Max size of files that are kept as a whole, in bytes.
   *
   * @default 32 MiB
   */
  readonly wholeBytes?: number;
  /**
   * Size of a block of a larger file, in bytes.
   *
   * @default 128 KiB
   */
  readonly blockBytes?: number;
  /**
   * Max number of blocks that are kept of a larger file.
   *
   * @default 128 (16 MiB)
   */
  readonly blocks?: number;
}

/** Closes files when their tracks are collected: tracks are shared, so none of their users owns the file. */
const unreferenced = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor));

/** Opens a file. It may be deleted while it is open. Throws the system's error when it cannot be opened. */
export function openFileBytes(path: string, limits: FileBytesLimits = {}): FileBytes {
  const { wholeBytes = 32 * 1024 ** 2, blockBytes = 128 * 1024, blocks = 128 } = limits;
  const descriptor = openSync(path, 'r');
  const { size } = fstatSync(descriptor);
  if (size <= wholeBytes) {
    const whole = Buffer.allocUnsafeSlow(size);
    try {
      readFully(descriptor, whole, 0, path);
    } finally {
      closeSync(descriptor);
    }
    return { size, read: (offset, length) => whole.subarray(offset, offset + length) };
  }
  const file = new BlockFile({ descriptor, path, size, blockBytes, blocks });
  unreferenced.register(file, descriptor);
  return file;
}

function readFully(descriptor: number, target: Buffer, position: number, path: string): void {
  for (let done = 0; done < target.length;) {
    const got = readSync(descriptor, target, done, target.length - done, position + done);
    if (got === 0) throw new Error(`${path} is shorter than it was when it was opened`);
    done += got;
  }
}

interface BlockFileOptions {
  readonly descriptor: number;
  readonly path: string;
  readonly size: number;
  readonly blockBytes: number;
  readonly blocks: number;
}

class BlockFile implements FileBytes {
  readonly size: number;
  private readonly options: BlockFileOptions;
  /** By block number, least recently read first. */
  private readonly blocks = new Map<number, Buffer>();
  /** Numbers of the blocks that are being read. */
  private readonly reading = new Set<number>();

  constructor(options: BlockFileOptions) {
    this.options = options;
    this.size = options.size;
  }

  read(offset: number, length: number): Buffer {
    const { blockBytes } = this.options;
    const end = Math.min(this.size, offset + length);
    const parts: Buffer[] = [];
    for (let at = offset; at < end;) {
      const number = Math.floor(at / blockBytes);
      const from = at - number * blockBytes;
      const part = this.block(number).subarray(from, Math.min(blockBytes, from + end - at));
      parts.push(part);
      at += part.length;
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  private block(number: number): Buffer {
    let block = this.blocks.get(number);
    if (block) {
      this.blocks.delete(number);
    } else {
      const { descriptor, path, blockBytes } = this.options;
      block = Buffer.allocUnsafeSlow(this.bytesOf(number));
      readFully(descriptor, block, number * blockBytes, path);
    }
    this.keep(number, block);
    this.readAhead(number + 1);
    return block;
  }

  private bytesOf(number: number): number {
    const { blockBytes } = this.options;
    return Math.min(blockBytes, this.size - number * blockBytes);
  }

  private keep(number: number, block: Buffer): void {
    this.blocks.set(number, block);
    if (this.blocks.size <= this.options.blocks) return;
    const [oldest] = this.blocks.keys();
    if (oldest !== undefined) this.blocks.delete(oldest);
  }

  /** Reads the next block before it is needed: playing goes forward, and pacing must not wait for a disk. */
  private readAhead(number: number): void {
    const { descriptor, blockBytes } = this.options;
    const bytes = this.bytesOf(number);
    if (bytes <= 0 || this.blocks.has(number) || this.reading.has(number)) return;
    this.reading.add(number);
    const block = Buffer.allocUnsafeSlow(bytes);
    read(descriptor, block, 0, bytes, number * blockBytes, (error, got) => {
      this.reading.delete(number);
      // On an error the block is read again when it is needed, which throws.
      if (!error && got === bytes && !this.blocks.has(number)) this.keep(number, block);
    });
  }
}
