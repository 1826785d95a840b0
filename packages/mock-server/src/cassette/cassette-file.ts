/** Bytes of a cassette, unpacked where it is compressed. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { whyUnreadable } from '../input/document.js';
import { UsageError } from '../input/usage-error.js';

/** Size of the chunks that are read, in bytes. */
const CHUNK_BYTES = 128 * 1024;

/** First bytes of data that is compressed with gzip. */
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** Ending of the bytes of a file: complete as far as they tell, or damaged compressed data. */
export type BytesEnd = 'complete' | 'damaged';

/**
 * Reads a file in chunks and unpacks gzip with any number of members, which its first bytes tell whatever the extension.
 * Returns how the data ended; what came before a damage is yielded.
 *
 * @throws {UsageError} for a file that cannot be read
 */
export async function* readUnpacked(path: string): AsyncGenerator<Buffer, BytesEnd> {
  const isPacked = await isGzip(path);
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const failures: Error[] = [];
  const source = isPacked ? unpacked(file, failures) : file;
  try {
    for await (const chunk of source) yield chunk as Buffer;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    file.destroy();
    source.destroy();
  }
  const [failure] = failures;
  if (failure === undefined) return 'complete';
  if ((failure as NodeJS.ErrnoException).code?.startsWith('Z_') === true) return 'damaged';
  throw unreadable(path, failure);
}

/** Unpacks until the end, or until an error, which is added to `failures`: what comes before it is not lost. */
function unpacked(file: Readable, failures: Error[]): Readable {
  // With this flag, data that is cut off is no error, and all of it is unpacked.
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
  const target = new PassThrough({ highWaterMark: CHUNK_BYTES });
  const fail = (error: Error): void => {
    failures.push(error);
    target.end();
  };
  file.on('error', fail).pipe(gunzip).on('error', fail).pipe(target);
  return target;
}

/**
 * Returns true for a file that is compressed with gzip, whatever its extension.
 *
 * @throws {UsageError} for a file that cannot be read
 */
export async function isGzip(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(GZIP_MAGIC.length), 0, GZIP_MAGIC.length, 0);
      return bytesRead === GZIP_MAGIC.length && GZIP_MAGIC.every((byte, index) => buffer[index] === byte);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): UsageError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new UsageError(`cassette ${path} ${whyUnreadable(code, message)}`, { cause: error });
}
