/** Keeps the payload of media outside of the messages: as a hash, or in files beside the cassette. */
import { createHash } from 'node:crypto';
import { mkdirSync, openSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Clock } from '@rtms-mock/protocol';
import type { PayloadMode, RecordedMedia, RecordedPayload } from '@rtms-mock/protocol/cassette';
import type { Logger } from '../log.js';
import { fileTarget, LineFile } from './line-file.js';

/** Payloads of one recording. */
export interface Payloads {
  /** Keeps a payload. Returns what is recorded in its place. */
  readonly record: (media: RecordedMedia) => RecordedPayload;
  /** Resolves when all payloads are in their files. */
  close(): Promise<void>;
}

/** Parts that {@link payloadsOf} uses. */
export interface PayloadsOptions {
  /** Path of the cassette. */
  readonly path: string;
  readonly logger: Logger;
  /** Real time. */
  readonly clock: Clock;
}

/** Returns how payloads are kept; `undefined` if they stay in the messages. */
export function payloadsOf(mode: PayloadMode, options: PayloadsOptions): Payloads | undefined {
  switch (mode) {
    case 'inline':
      return undefined;
    case 'hash':
      return { record: ({ data }) => hashed(Buffer.from(data, 'base64')), close: () => Promise.resolve() };
    case 'files':
      return new PayloadFiles(options);
  }
}

function hashed(bytes: Buffer): RecordedPayload {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { data: '', payload: { bytes: bytes.length, sha256 } };
}

/** Returns the folder for payloads: `talk.rtms.payload` beside `talk.rtms.jsonl`. */
export function payloadFolder(path: string): string {
  return path.replace(/\.jsonl(\.gz)?$/i, '.payload');
}

/** One file for each participant and media type of a connection, so that a raw stream can be played as it is. */
class PayloadFiles implements Payloads {
  readonly #options: PayloadsOptions;
  readonly #folder: string;
  readonly #files = new Map<string, { readonly file: LineFile; readonly name: string; size: number }>();

  constructor(options: PayloadsOptions) {
    this.#options = options;
    this.#folder = payloadFolder(options.path);
    mkdirSync(this.#folder, { recursive: true });
  }

  readonly record = (media: RecordedMedia): RecordedPayload => {
    const bytes = Buffer.from(media.data, 'base64');
    const target = this.#fileOf(media);
    const offset = target.size;
    // Without room on the disk, size and hash are still known.
    if (!target.file.appendBytes(bytes)) return hashed(bytes);
    target.size += bytes.length;
    return { data: '', payload: { bytes: bytes.length, file: target.name, offset } };
  };

  async close(): Promise<void> {
    for (const { file } of this.#files.values()) await file.close();
  }

  #fileOf({ connection, type, source }: RecordedMedia) {
    const known = this.#files.get(`${connection} ${type} ${source}`);
    if (known !== undefined) return known;
    // Channel ids are strings of the service.
    const name = `${connection}-${type}-${source.replaceAll(/[^\w-]/g, '_')}.bin`;
    const { logger, clock } = this.#options;
    const file = new LineFile({
      name: `The payload file ${name}`,
      target: fileTarget(openSync(join(this.#folder, name), 'w')),
      logger,
      clock,
      maxBytes: Infinity,
    });
    const opened = { file, name: `${basename(this.#folder)}/${name}`, size: 0 };
    this.#files.set(`${connection} ${type} ${source}`, opened);
    return opened;
  }
}
