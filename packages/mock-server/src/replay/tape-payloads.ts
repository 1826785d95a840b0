import { closeSync, openSync, readSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { CassetteMessage, CassettePayload } from '@rtms-mock/protocol/cassette';
import { isObject } from '../input/kinds.js';

/** Files that are open at the same time. */
const MAX_OPEN = 16;

/** Reads payloads that are kept beside a cassette, or replaces those of which only a checksum is known. */
export class TapePayloads {
  readonly #folder: string;
  readonly #open = new Map<string, number>();

  /** `cassette`: path of the cassette. */
  constructor(cassette: string) {
    this.#folder = dirname(cassette);
  }

  /** Returns a recorded message with its payload. */
  withPayload({ message, meta }: Pick<CassetteMessage, 'message' | 'meta'>): unknown {
    const payload = meta?.payload;
    if (payload === undefined || !isObject(message)) return message;
    const base64 = this.#bytes(payload).toString('base64');
    const { content } = message;
    if (isObject(content)) return { ...message, content: { ...content, data: base64 } };
    return { ...message, content: base64 };
  }

  #bytes({ bytes, file, offset = 0 }: CassettePayload): Buffer {
    // A length that no message has is not allocated.
    const target = Buffer.alloc(Math.min(Math.max(0, bytes), 64 * 1024 * 1024));
    const fd = file === undefined ? undefined : this.#fd(file);
    if (fd !== undefined) readSync(fd, target, 0, target.length, offset);
    return target;
  }

  /** Only files in the folder of the cassette are read. */
  #fd(file: string): number | undefined {
    const inside = normalize(file);
    if (isAbsolute(inside) || inside.startsWith('..')) return undefined;
    const known = this.#open.get(inside);
    if (known !== undefined) return known;
    if (this.#open.size >= MAX_OPEN) this.close();
    const fd = openSync(join(this.#folder, inside), 'r');
    this.#open.set(inside, fd);
    return fd;
  }

  /** Closes all files. They are opened again when they are needed. */
  close(): void {
    for (const fd of this.#open.values()) closeSync(fd);
    this.#open.clear();
  }
}
