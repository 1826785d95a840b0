/**
 * Reads pieces of a prepared file without waiting, in bounded memory: small files are held whole,
 * large ones as the blocks that are being played.
 */
import { closeSync, openSync, readSync, fstatSync, read } from 'node:fs';

/** Pieces of a file. */
export interface FileBytes {
  readonly size: number;
  /**
   * The bytes from `offset` on, at most `length`: fewer at the end of the file. Part of a buffer that
   * is shared: not to be written to.
   */
  read(offset: number, length: number): Buffer;
}

/** Where memory goes; the defaults suit a handful of files in play. */
export interface FileBytesLimits {
  /** Files up to this many bytes are held whole. Default: 32 MiB. */
  readonly wholeBytes?: number;
  /** Default: 128 KiB. */
  readonly blockBytes?: number;
  /** Blocks held of one large file. Default: 128 (16 MiB). */
  readonly blocks?: number;
}

/** Closes files whose tracks nobody plays any more; tracks are shared, so nobody in particular owns them. */
const unused = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor));

/** Throws the system's error when the file cannot be opened. The file may be deleted while it is open. */
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
  unused.register(file, descriptor);
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
  /** By number, least recently read first. */
  private readonly held = new Map<number, Buffer>();
  private readonly coming = new Set<number>();

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
    let block = this.held.get(number);
    if (block) {
      this.held.delete(number);
    } else {
      const { descriptor, path, blockBytes } = this.options;
      block = Buffer.allocUnsafeSlow(this.bytesOf(number));
      readFully(descriptor, block, number * blockBytes, path);
    }
    this.hold(number, block);
    this.fetchAhead(number + 1);
    return block;
  }

  private bytesOf(number: number): number {
    const { blockBytes } = this.options;
    return Math.min(blockBytes, this.size - number * blockBytes);
  }

  private hold(number: number, block: Buffer): void {
    this.held.set(number, block);
    if (this.held.size <= this.options.blocks) return;
    const [oldest] = this.held.keys();
    if (oldest !== undefined) this.held.delete(oldest);
  }

  /** Playing goes forward: the next block is there before it is needed, so that pacing does not wait for a disk. */
  private fetchAhead(number: number): void {
    const { descriptor, blockBytes } = this.options;
    const bytes = this.bytesOf(number);
    if (bytes <= 0 || this.held.has(number) || this.coming.has(number)) return;
    this.coming.add(number);
    const block = Buffer.allocUnsafeSlow(bytes);
    read(descriptor, block, 0, bytes, number * blockBytes, (problem, got) => {
      this.coming.delete(number);
      // Otherwise it is read again, and its problem told, when it is needed.
      if (!problem && got === bytes && !this.held.has(number)) this.hold(number, block);
    });
  }
}
