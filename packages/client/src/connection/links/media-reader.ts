/** Reads the messages of a media socket: large payloads without parsing, all other messages with the dialect. */
import { readMediaFrame, type DecodeResult, type Dialect, type MediaFrameMessage } from '@rtms-mock/protocol';
import type { MediaMessage } from './media-message.js';
import { MediaTemplate } from './media-template.js';

const PAYLOAD_KEYS = ['"data":"', '"content":"'] as const;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Base64 in place of the payload while the other fields are read. */
const PLACEHOLDER = 'AAAA';

/** Max number of templates: one for each participant and media type of a small meeting. */
const MAX_TEMPLATES = 8;
/** Messages of a new form for which a template is made, beyond as many as templates have read. */
const MAX_ATTEMPTS_AHEAD = 16;

/** The reader of one media socket. */
export class MediaReader {
  readonly #dialect: Dialect;
  /** The one that was used last is the first. */
  readonly #templates: MediaTemplate[] = [];
  /** Messages that templates have read, less the attempts to make one. */
  #balance = MAX_ATTEMPTS_AHEAD;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /**
   * Reads a media message that differs from an earlier one by payload, length and timestamp only. It needs no check.
   * `undefined` for all other messages, which `read` reads.
   */
  readKnown(frame: Buffer): MediaMessage | undefined {
    const [first] = this.#templates;
    const message = first?.read(frame) ?? this.#readWithOthers(frame);
    if (message) this.#balance += 1;
    return message;
  }

  #readWithOthers(frame: Buffer): MediaMessage | undefined {
    const templates = this.#templates;
    for (let index = 1; index < templates.length; index += 1) {
      const message = templates[index]?.read(frame);
      if (!message) continue;
      templates.unshift(...templates.splice(index, 1));
      return message;
    }
    return undefined;
  }

  /** Reads any message, from bytes or from a string. */
  read(frame: string | Uint8Array): DecodeResult {
    if (!Buffer.isBuffer(frame)) {
      const message = readMediaFrame(frame);
      return message ? { ok: true, message } : this.#dialect.decode(frame);
    }
    const found = findPayload(frame);
    if (!found) return this.#dialect.decode(frame);
    this.#learn(frame, found);
    return { ok: true, message: found.message };
  }

  #learn(frame: Buffer, { start, end }: FoundPayload): void {
    if (this.#balance <= 0) return;
    this.#balance -= 1;
    const template = MediaTemplate.of(frame, start, end, readMediaBytes);
    if (!template) return;
    this.#templates.unshift(template);
    if (this.#templates.length > MAX_TEMPLATES) this.#templates.pop();
  }
}

/**
 * Reads a media message from bytes. Base64 has one byte per character, so only the fields around it are decoded
 * as UTF-8, which halves the time for a video frame. `undefined` if the message has to be parsed.
 */
export function readMediaBytes(frame: Buffer): MediaFrameMessage | undefined {
  return findPayload(frame)?.message;
}

/** A message, and where its payload begins and ends. */
interface FoundPayload {
  readonly message: MediaFrameMessage;
  readonly start: number;
  readonly end: number;
}

function findPayload(frame: Buffer): FoundPayload | undefined {
  for (const key of PAYLOAD_KEYS) {
    const keyAt = frame.indexOf(key, 0, 'latin1');
    if (keyAt === -1) continue;
    const start = keyAt + key.length;
    const end = frame.indexOf(QUOTE, start);
    if (end === -1) return undefined;
    const message = readMediaFrame(
      frame.toString('utf8', 0, start) + PLACEHOLDER + frame.toString('utf8', end),
    );
    if (message?.content.data !== PLACEHOLDER) continue;
    if (frame.subarray(start, end).includes(BACKSLASH)) return undefined;
    message.content.data = frame.toString('latin1', start, end);
    return { message, start, end };
  }
  return undefined;
}
