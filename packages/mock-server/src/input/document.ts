/** Files that a user writes, JSON or YAML. Their problems end the program with one sentence. */
import { open } from 'node:fs/promises';
import { parseLocated } from './located-document.js';
import type { Path } from './reading.js';
import { FlagError, UsageError } from './usage-error.js';

/** Max size of a configuration, credentials or scenario file, in bytes. */
export const MAX_FILE_BYTES = 1024 * 1024;

/** Content of a file. */
export interface UserDocument {
  readonly path: string;
  /** Plain data; `null` for an empty file. */
  readonly value: unknown;
  /** Line of a value, counted from 1; of the nearest thing around it where there is no such value. */
  lineOf(path: Path): number;
}

/**
 * Reads a file.
 *
 * @param name of the kind of file, such as `credentials file`; messages begin with it
 * @throws {UsageError} for a file that cannot be read or parsed; the message shows nothing of its content
 */
export async function readUserDocument(path: string, name: string): Promise<UserDocument> {
  return parseUserDocument(await readUserText(path, name), path, name);
}

/**
 * Reads a file of up to {@link MAX_FILE_BYTES} as a string.
 *
 * @param name of the kind of file, such as `credentials file`; messages begin with it, `shownPath` follows
 * @throws {UsageError} for a file that cannot be opened or is larger
 */
export async function readUserText(path: string, name: string, shownPath: string = path): Promise<string> {
  let content: Buffer;
  try {
    content = await readBeginning(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${name} ${shownPath} ${whyUnreadable(code, message)}`, { cause: error });
  }
  if (content.length <= MAX_FILE_BYTES) return content.toString('utf8');
  throw new UsageError(`${name} ${shownPath} is larger than 1 MiB; check the path`);
}

/** Reads at most one byte more than the max size, also of a device, whose size is not known in advance. */
async function readBeginning(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const target = Buffer.alloc(MAX_FILE_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(target, length, target.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === target.length) return target.subarray(0, length);
    }
  } finally {
    await file.close();
  }
}

/** Like {@link readUserDocument}, for the content of a file. */
export function parseUserDocument(text: string, path: string, name: string): UserDocument {
  const document = parseLocated(text, path.endsWith('.json'));
  if (!document.ok) {
    const [{ line, column, message }] = document.problems;
    // After a colon the message may quote the file, which may contain secrets.
    const problem = message.replace(/(: .*|\.)$/s, '');
    throw new UsageError(`${name} ${path}, line ${line}, column ${column}: ${problem}; correct the file`);
  }
  return {
    path,
    value: document.value,
    lineOf: (keys) => document.positionOf({ path: keys, subject: 'key' }).line,
  };
}

/** Returns the error to throw where a file that `option` names cannot be written. */
export function unwritable(option: string, path: string, error: unknown): UsageError {
  const { code, message } = error as NodeJS.ErrnoException;
  const problem =
    code === 'ENOENT' ? 'is in a folder that does not exist; create it first' : whyUnreadable(code, message);
  return new FlagError(option, `${path} ${problem}`, { cause: error });
}

/** The problem of a file that cannot be opened, as a clause that follows its name. */
export function whyUnreadable(code: string | undefined, message: string): string {
  switch (code) {
    case 'ENOENT':
      return 'does not exist; check the path';
    case 'EISDIR':
      return 'is a folder; name the file in it';
    case 'EACCES':
    case 'EPERM':
      return 'may not be opened by you; change its permissions';
    default:
      return `cannot be opened (${message})`;
  }
}
