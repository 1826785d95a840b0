/** Finds where the whole content of a cassette ends that a crash has cut. */
import { close, open, read as readFd } from 'node:fs';
import { promisify } from 'node:util';
import { createInflateRaw } from 'node:zlib';

const CHUNK_BYTES = 256 * 1024;
const NEWLINE = 0x0a;
const read = promisify(readFd);

/** Returns the number of bytes up to the end of the last whole line; 0 if there is none. */
export async function endOfLastLine(path: string): Promise<number> {
  const fd = await promisify(open)(path, 'r');
  try {
    let end = 0;
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let at = 0; ;) {
      const { bytesRead } = await read(fd, chunk, 0, chunk.length, at);
      if (bytesRead === 0) return end;
      const last = chunk.subarray(0, bytesRead).lastIndexOf(NEWLINE);
      if (last !== -1) end = at + last + 1;
      at += bytesRead;
    }
  } finally {
    await promisify(close)(fd);
  }
}

/**
 * Returns the number of bytes up to the end of the last whole member of a gzip file; 0 if there is none. Readers of gzip
 * stop with an error at a member that is cut, so nothing may be appended behind it.
 */
export async function endOfLastMember(path: string): Promise<number> {
  const fd = await promisify(open)(path, 'r');
  try {
    for (let end = 0; ;) {
      const next = await endOfMember(fd, end);
      if (next === undefined) return end;
      end = next;
    }
  } finally {
    await promisify(close)(fd);
  }
}

/** Returns where the member ends that begins at `start`; `undefined` if there is no whole one. */
async function endOfMember(fd: number, start: number): Promise<number | undefined> {
  const header = await headerLength(fd, start);
  if (header === undefined) return undefined;
  const deflated = await deflatedLength(fd, start + header);
  if (deflated === undefined) return undefined;
  const end = start + header + deflated + TRAILER_BYTES;
  const { bytesRead } = await read(fd, Buffer.alloc(TRAILER_BYTES), 0, TRAILER_BYTES, end - TRAILER_BYTES);
  return bytesRead === TRAILER_BYTES ? end : undefined;
}

/** CRC-32 and length, behind the compressed content. */
const TRAILER_BYTES = 8;
const FIXED_BYTES = 10;
const FLAGS = { crc: 2, extra: 4, name: 8, comment: 16 };

/** Length of the header of a member (RFC 1952). The optional parts fit into a chunk. */
async function headerLength(fd: number, start: number): Promise<number | undefined> {
  const header = Buffer.alloc(CHUNK_BYTES);
  const { bytesRead } = await read(fd, header, 0, header.length, start);
  if (bytesRead < FIXED_BYTES || header[0] !== 0x1f || header[1] !== 0x8b) return undefined;
  const flags = header[3] ?? 0;
  let length = FIXED_BYTES;
  if (flags & FLAGS.extra) length += 2 + header.readUInt16LE(length);
  for (const flag of [FLAGS.name, FLAGS.comment]) {
    if (flags & flag) length = header.indexOf(0, length) + 1;
  }
  if (flags & FLAGS.crc) length += 2;
  return length <= bytesRead ? length : undefined;
}

/** Length of the compressed content, which only decompressing tells; `undefined` if it is cut or damaged. */
async function deflatedLength(fd: number, start: number): Promise<number | undefined> {
  const inflate = createInflateRaw();
  const over = new AbortController();
  let hasEnded = false;
  inflate.on('end', () => {
    hasEnded = true;
    over.abort();
  });
  inflate.on('error', () => over.abort());
  inflate.resume();
  for (let at = start; !over.signal.aborted;) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const { bytesRead } = await read(fd, chunk, 0, chunk.length, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    // Called with the error of damaged content, too. `end` follows on the next turn.
    await new Promise<void>((resolve) => {
      inflate.write(chunk.subarray(0, bytesRead), () => setImmediate(resolve));
    });
  }
  const { bytesWritten } = inflate;
  inflate.destroy();
  return hasEnded ? bytesWritten : undefined;
}
