import { constants as files, openSync, readSync, closeSync, statSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { promisify } from 'node:util';
import { createGunzip, constants as zlib, gzip } from 'node:zlib';
import type { Clock, DialectName } from '@rtms-mock/protocol';
import {
  CASSETTE_EXTENSIONS,
  decodeCassetteHeader,
  encodeCassetteHeader,
  encodeCassetteLine,
  newCassetteHeader,
  type CassetteHeader,
} from '@rtms-mock/protocol/cassette';
import { unwritable } from '../input/document.js';
import { UsageError } from '../input/usage-error.js';
import type { Logger } from '../log.js';
import { version } from '../version.js';
import { fileTarget, LineFile, type AppendTarget } from './line-file.js';
import { endOfLastLine, endOfLastMember } from './whole-end.js';

/** Fields of the header that a recorder chooses. */
export type CassetteContent = Pick<CassetteHeader, 'recorder' | 'payload' | 'redacted' | 'capabilities'> & {
  /** `undefined`: known only after the first handshake, see {@link CassetteFile.knowGeneration}. */
  readonly generation: DialectName | undefined;
  /** Generation in the header until it is known. @default '2026' */
  readonly assumedGeneration?: DialectName;
};

/** Options of {@link openCassette}. */
export interface OpenCassetteOptions {
  /** Path; with `.gz` at its end it is compressed. */
  readonly path: string;
  /** Subject of messages, such as `--to`. */
  readonly option: string;
  readonly content: CassetteContent;
  readonly logger: Logger;
  /** Real time. */
  readonly clock: Clock;
  /**
   * Treatment of an existing cassette.
   * @default 'append'
   */
  readonly existing?: 'append' | 'replace';
}

const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** Returns true if the name of a file says that it is compressed. */
export function isCompressedName(path: string): boolean {
  return path.toLowerCase().endsWith('.gz');
}

/** Generation of a cassette without any handshake: that of today's service. */
const USUAL_GENERATION = '2026';

/** Lines at most that are written again behind another header; then the assumed generation stays. */
const MAX_EARLY_LINES = 1000;

/** A file, and how it is continued. */
export interface CassetteFileInput {
  /** Name in log lines. */
  readonly name: string;
  /** File that ends after `size` bytes with a whole line or member. */
  readonly target: AppendTarget;
  readonly isCompressed: boolean;
  readonly size: number;
  readonly content: CassetteContent;
  /** Unix time of `ms` 0. @default now */
  readonly startedAtUnixMs?: number;
  /** Lines that wait for a slow or full disk at most, in bytes. @default 67108864 */
  readonly maxWaitingBytes?: number;
  readonly logger: Logger;
  /** Real time. */
  readonly clock: Clock;
}

/** A cassette that is written. */
export class CassetteFile {
  /** Begins the ids of connections, so that those of an earlier recording in the same file stay different. */
  readonly prefix: string;
  readonly #file: LineFile;
  readonly #clock: Clock;
  readonly #content: CassetteContent;
  readonly #startedAtUnixMs: number;
  /** Clock time of `ms` 0. */
  readonly #zeroMs: number;
  readonly #assumed: DialectName;
  /** Lines behind a header whose generation is assumed; `undefined` once it is known. */
  #early: string[] | undefined;

  /** A new file gets its header immediately, so that a crash never leaves it without one. */
  constructor({ content, clock, size, isCompressed, startedAtUnixMs, ...rest }: CassetteFileInput) {
    const unixMs = clock.unixMs();
    this.#content = content;
    this.#assumed = content.assumedGeneration ?? USUAL_GENERATION;
    this.#clock = clock;
    this.#startedAtUnixMs = startedAtUnixMs ?? unixMs;
    this.#zeroMs = clock.now() - (unixMs - this.#startedAtUnixMs);
    this.prefix = size === 0 ? '' : `${Math.round(this.now())}-`;
    this.#file = new LineFile({
      ...rest,
      clock,
      size,
      maxBytes: Infinity,
      maxWaitingBytes: rest.maxWaitingBytes ?? MAX_WAITING_BYTES,
      ...(isCompressed && { compress: compressedMember }),
      missingLine: (lines) => this.#note('lines-missing', { lines }),
    });
    if (size > 0) this.#file.append(this.#note('recording-continued', { version: version() }));
    else this.#begin(content.generation ?? this.#assumed);
    if (size === 0 && content.generation === undefined) this.#early = [];
  }

  /** Time since the header, in milliseconds. Never decreases. */
  now(): number {
    return this.#clock.now() - this.#zeroMs;
  }

  /** Corrects the header, if it assumes another generation. No effect after the first call. */
  knowGeneration(generation: DialectName): void {
    const early = this.#early;
    if (early === undefined) return;
    this.#early = undefined;
    if (generation === this.#assumed) return;
    this.#file.restart();
    this.#begin(generation);
    for (const line of early) this.#file.append(line);
  }

  /** Appends an encoded line. */
  append(line: string): void {
    this.#file.append(line);
    if (this.#early === undefined) return;
    this.#early.push(line);
    if (this.#early.length > MAX_EARLY_LINES) this.#early = undefined;
  }

  /** Resolves when all lines are in the file, or cannot be written. */
  close(): Promise<void> {
    return this.#file.close();
  }

  #begin(generation: DialectName): void {
    const { assumedGeneration: _, ...content } = this.#content;
    this.#file.append(
      encodeCassetteHeader(serverCassetteHeader({ ...content, generation }, this.#startedAtUnixMs)),
    );
    this.#file.flush();
  }

  #note(type: string, detail: { readonly [key: string]: unknown }): string {
    return encodeCassetteLine({
      kind: 'note',
      ms: this.now(),
      connection: null,
      direction: null,
      type,
      detail,
    });
  }
}

/**
 * Opens a cassette, and writes its header if it is new. An existing cassette with the same content is continued, after
 * what a crash has left of its last line or member is cut off.
 *
 * @throws {UsageError} if the file cannot be written, or is something else
 */
export async function openCassette(options: OpenCassetteOptions): Promise<CassetteFile> {
  const { path, option, content, logger, clock } = options;
  checkName(path, option);
  const isCompressed = isCompressedName(path);
  const isKept = options.existing !== 'replace' && sizeOf(path) > 0;
  const header = isKept ? await headerToContinue(options) : undefined;
  const size = isKept ? await cutBack(path, isCompressed) : 0;
  return new CassetteFile({
    name: `The cassette ${path}`,
    target: fileTarget(openForAppending(path, option, !isKept)),
    isCompressed,
    size,
    content,
    ...(header !== undefined && size > 0 && { startedAtUnixMs: header.startedAtUnixMs }),
    logger,
    clock,
  });
}

/**
 * Creates a new cassette. `startedAtUnixMs`: Unix time of `ms` 0, by default now.
 *
 * @throws {UsageError} if the file cannot be written
 */
export function createCassette(
  options: Omit<OpenCassetteOptions, 'existing'> & { readonly startedAtUnixMs?: number },
): CassetteFile {
  const { path, option, ...rest } = options;
  checkName(path, option);
  return new CassetteFile({
    name: `The cassette ${path}`,
    target: fileTarget(openForAppending(path, option, true)),
    isCompressed: isCompressedName(path),
    size: 0,
    ...rest,
  });
}

function checkName(path: string, option: string): void {
  if (CASSETTE_EXTENSIONS.some((end) => path.toLowerCase().endsWith(end))) return;
  throw new UsageError(
    `${option}: the name of a cassette must end with ${CASSETTE_EXTENSIONS.join(' or ')}, found ${path}`,
  );
}

/** Returns the header of a new cassette of a server. `startedAtUnixMs`: Unix time of `ms` 0. */
export function serverCassetteHeader(
  content: Omit<CassetteContent, 'generation' | 'assumedGeneration'> & { readonly generation: DialectName },
  startedAtUnixMs: number,
): CassetteHeader {
  return newCassetteHeader({
    ...content,
    product: { name: '@rtms-mock/server', version: version() },
    startedAtUnixMs,
  });
}

/** Returns the header of an existing cassette that can be continued. */
async function headerToContinue({ path, option, content }: OpenCassetteOptions): Promise<CassetteHeader> {
  const line = await firstLine(path, option);
  const decoded = decodeCassetteHeader(line);
  if (!decoded.ok) {
    throw new UsageError(`${option}: ${path} exists and ${decoded.problem}; name another file`);
  }
  const { header } = decoded;
  for (const name of ['generation', 'recorder', 'payload', 'redacted'] as const) {
    if (content[name] === undefined) continue;
    const [found, wanted] = [String(header[name]), String(content[name])];
    if (found !== wanted) {
      throw new UsageError(
        `${option}: ${path} exists and has ${name} ${found || 'nothing'}, not ${wanted || 'nothing'}, so it cannot be continued; name another file`,
      );
    }
  }
  return header;
}

const MAX_HEADER_BYTES = 64 * 1024;

/** First line of a file, decompressed; at most 64 KiB of it. */
async function firstLine(path: string, option: string): Promise<string> {
  const beginning = readBeginning(path, option);
  const bytes = isCompressedName(path) ? await beginningOfGzip(beginning) : beginning;
  const end = bytes.indexOf(0x0a);
  return bytes.subarray(0, end === -1 ? bytes.length : end).toString('utf8');
}

function readBeginning(path: string, option: string): Buffer {
  const fd = openFile(path, files.O_RDONLY, option);
  try {
    const bytes = Buffer.alloc(MAX_HEADER_BYTES);
    return bytes.subarray(0, readSync(fd, bytes));
  } finally {
    closeSync(fd);
  }
}

/** Decompresses the beginning of a gzip file. What cannot be decompressed is left out. */
function beginningOfGzip(bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const gunzip = createGunzip();
    const finish = (): void => resolve(Buffer.concat(chunks));
    gunzip
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', finish)
      .on('error', finish);
    gunzip.end(bytes);
  });
}

/** Cuts off what a crash has left behind the last whole line or member. Returns the size. */
async function cutBack(path: string, isCompressed: boolean): Promise<number> {
  const end = await (isCompressed ? endOfLastMember(path) : endOfLastLine(path));
  if (end < sizeOf(path)) await truncate(path, end);
  return end;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Appends, because the end of the file moves back after a failed write. */
function openForAppending(path: string, option: string, isNew: boolean): number {
  const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = files;
  return openFile(path, O_WRONLY | O_CREAT | O_APPEND | (isNew ? O_TRUNC : 0), option);
}

function openFile(path: string, flags: number, option: string): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw unwritable(option, path, error);
  }
}

/** Compresses lines to one member of a gzip file. */
export function compressedMember(lines: Uint8Array): Promise<Uint8Array> {
  return promisify(gzip)(lines, { level: zlib.Z_BEST_SPEED });
}
