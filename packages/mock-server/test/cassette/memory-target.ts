import type { AppendTarget } from '../../src/cassette/line-file.js';

/** A file in memory. With a capacity, it is a disk that becomes full. */
export class MemoryTarget implements AppendTarget {
  content = Buffer.alloc(0);
  capacity = Infinity;

  write(bytes: Uint8Array): Promise<number> {
    const free = this.capacity - this.content.length;
    if (free <= 0) return Promise.reject(new Error('ENOSPC: no space left on device, write'));
    const part = bytes.subarray(0, free);
    this.content = Buffer.concat([this.content, part]);
    return Promise.resolve(part.length);
  }

  truncate(length: number): Promise<void> {
    this.content = this.content.subarray(0, length);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Whole lines. */
  get lines(): string[] {
    return this.content.toString('utf8').split('\n').slice(0, -1);
  }
}
