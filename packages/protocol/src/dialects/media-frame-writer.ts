import type { MessageType } from '../message-type.js';
import type { MessageBytes } from '../ports.js';
import type { DialectName, MediaShape } from './dialect.js';

/** Fields of audio, video or share messages that are the same in every frame (PROTOCOL.md §12.1). */
export interface MediaFrameHeader {
  /** 14 audio, 15 video or 16 screen share. */
  readonly msg_type:
    | typeof MessageType.MEDIA_DATA_AUDIO
    | typeof MessageType.MEDIA_DATA_VIDEO
    | typeof MessageType.MEDIA_DATA_SHARE;
  /** The participant: unsigned 32-bit number; 0 for mixed audio. Absent in Contact Center. */
  readonly user_id?: number;
  /** Display name of the participant; not written in the string generation. */
  readonly user_name?: string;
  /** Line of the party, Contact Center and phone only; not written in the string generation. */
  readonly channel_id?: string;
}

/**
 * Creates one media message around an encoded payload. `base64` contains the base64 characters, as bytes or as a string;
 * bytes are not copied before the message is written, so they must not change until then. `payloadBytes` is the length
 * before base64. `timestampMs` is Unix time in milliseconds, an integer.
 */
export type MediaFrameWriter = (
  base64: Uint8Array | string,
  payloadBytes: number,
  timestampMs: number,
) => MessageBytes;

/** Constant parts of a message, between payload and numbers. */
interface FrameTemplate {
  /** Before the payload. */
  readonly start: Uint8Array;
  /** Between payload and timestamp or, in generations with a length, between payload and length. */
  readonly middle: Uint8Array;
  /** Between length and timestamp; `undefined` in generations without a length. */
  readonly afterLength: Uint8Array | undefined;
  readonly end: Uint8Array;
}

/**
 * Creates a writer, the fast path of `encode` for large payloads: the constant parts are encoded once, and a
 * message is assembled only in the buffer to which it is written. Produces the same message as `encode`.
 */
export function createMediaFrameWriter(
  header: MediaFrameHeader,
  dialect: DialectName,
  shape: MediaShape,
): MediaFrameWriter {
  const template = templateOf(header, dialect, shape);
  return (base64, payloadBytes, timestampMs) =>
    typeof base64 === 'string'
      ? new OwnMediaFrame(template, base64, payloadBytes, timestampMs)
      : new MediaFrame(template, base64, payloadBytes, timestampMs);
}

/** Creates writers, or returns an existing one for the same fields: {@link createMediaFrameWriterFactory}. */
export type MediaFrameWriterFactory = typeof createMediaFrameWriter;

/** Exceeds the number of writers in use at a time: most meetings use the same few. */
const MAX_WRITERS = 1000;

/**
 * Creates a factory that shares writers between connections. If each of hundreds of connections had constant
 * parts of its own, they would not stay in the cache of the processor.
 */
export function createMediaFrameWriterFactory(): MediaFrameWriterFactory {
  const writers = new Map<string, MediaFrameWriter>();
  return (header, dialect, shape) => {
    const { msg_type, user_id, user_name, channel_id } = header;
    const key = JSON.stringify([dialect, shape, msg_type, user_id, user_name, channel_id]);
    let writer = writers.get(key);
    if (!writer) {
      writer = createMediaFrameWriter(header, dialect, shape);
      if (writers.size >= MAX_WRITERS) writers.clear();
      writers.set(key, writer);
    }
    return writer;
  };
}

function templateOf(header: MediaFrameHeader, dialect: DialectName, shape: MediaShape): FrameTemplate {
  const type = dialect === 'string' ? JSON.stringify(STRING_TYPES[header.msg_type]) : String(header.msg_type);
  const fields = fieldsOf(header, dialect);
  const flat = shape === 'flat';
  const start = flat
    ? `{"msg_type":${type},"content":"`
    : `{"msg_type":${type},"content":{${fields.map((field) => `${field},`).join('')}"data":"`;
  const afterPayload = flat ? `"${fields.map((field) => `,${field}`).join('')}` : '"';
  const timestamp = ',"timestamp":';
  const withLength = dialect !== 'string' && dialect !== '2025';
  const utf8 = new TextEncoder();
  return {
    start: utf8.encode(start),
    middle: utf8.encode(afterPayload + (withLength ? ',"length":' : timestamp)),
    afterLength: withLength ? utf8.encode(timestamp) : undefined,
    end: utf8.encode(flat ? '}' : '}}'),
  };
}

/** Fields of the sender as JSON, without braces. The string generation has no name and no line (PROTOCOL.md §12.4). */
function fieldsOf(header: MediaFrameHeader, dialect: DialectName): string[] {
  const keys =
    dialect === 'string' ? (['user_id'] as const) : (['user_id', 'user_name', 'channel_id'] as const);
  return keys.flatMap((key) =>
    header[key] === undefined ? [] : [`"${key}":${JSON.stringify(header[key])}`],
  );
}

const STRING_TYPES = { 14: 'MEDIA_DATA_AUDIO', 15: 'MEDIA_DATA_VIDEO', 16: 'MEDIA_DATA_SHARE' } as const;

class MediaFrame implements MessageBytes {
  readonly byteLength: number;
  readonly #template: FrameTemplate;
  readonly #base64: Uint8Array;
  readonly #payloadBytes: number;
  readonly #timestampMs: number;

  constructor(template: FrameTemplate, base64: Uint8Array, payloadBytes: number, timestampMs: number) {
    this.#template = template;
    this.#base64 = base64;
    this.#payloadBytes = payloadBytes;
    this.#timestampMs = timestampMs;
    const { start, middle, afterLength, end } = template;
    this.byteLength =
      start.length +
      base64.length +
      middle.length +
      (afterLength ? digitsOf(payloadBytes) + afterLength.length : 0) +
      digitsOf(timestampMs) +
      end.length;
  }

  writeTo(target: Uint8Array, offset: number): void {
    const { start } = this.#template;
    target.set(start, offset);
    const at = offset + start.length;
    target.set(this.#base64, at);
    writeAfterPayload(
      target,
      at + this.#base64.length,
      this.#template,
      this.#payloadBytes,
      this.#timestampMs,
    );
  }
}

/** A frame whose payload no other frame shares, such as an encrypted one: its base64 is written from a string. */
class OwnMediaFrame implements MessageBytes {
  readonly byteLength: number;
  readonly #template: FrameTemplate;
  readonly #base64: string;
  readonly #payloadBytes: number;
  readonly #timestampMs: number;

  constructor(template: FrameTemplate, base64: string, payloadBytes: number, timestampMs: number) {
    this.#template = template;
    this.#base64 = base64;
    this.#payloadBytes = payloadBytes;
    this.#timestampMs = timestampMs;
    const { start, middle, afterLength, end } = template;
    const lengthBytes = afterLength ? digitsOf(payloadBytes) + afterLength.length : 0;
    this.byteLength =
      start.length + base64.length + middle.length + lengthBytes + digitsOf(timestampMs) + end.length;
  }

  writeTo(target: Uint8Array, offset: number): void {
    const { start } = this.#template;
    target.set(start, offset);
    const at = offset + start.length;
    UTF8.encodeInto(this.#base64, target.subarray(at));
    writeAfterPayload(
      target,
      at + this.#base64.length,
      this.#template,
      this.#payloadBytes,
      this.#timestampMs,
    );
  }
}

const UTF8 = new TextEncoder();

/** Writes everything behind the payload of a frame. */
function writeAfterPayload(
  target: Uint8Array,
  offset: number,
  { middle, afterLength, end }: FrameTemplate,
  payloadBytes: number,
  timestampMs: number,
): void {
  target.set(middle, offset);
  let at = offset + middle.length;
  if (afterLength) {
    at = writeDigits(target, at, payloadBytes);
    target.set(afterLength, at);
    at += afterLength.length;
  }
  at = writeDigits(target, at, timestampMs);
  target.set(end, at);
}

/** Number of decimal digits of a non-negative integer. */
function digitsOf(value: number): number {
  // Shortcut for Unix milliseconds from 2001 to 2286.
  if (value >= 1e12 && value < 1e13) return 13;
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits += 1;
  return digits;
}

/** Writes the digits of `value`. Returns the offset behind them. */
function writeDigits(target: Uint8Array, at: number, value: number): number {
  const end = at + digitsOf(value);
  // In two halves, since integers beyond 32 bits are slow to divide.
  const high = Math.floor(value / 1e7);
  if (high === 0) {
    writeBackwards(target, at, end, value);
  } else {
    writeBackwards(target, end - 7, end, value - high * 1e7);
    writeBackwards(target, at, end - 7, high);
  }
  return end;
}

/** Fills the whole range, with leading zeros if the number has fewer digits. */
function writeBackwards(target: Uint8Array, start: number, end: number, value: number): void {
  let rest = value;
  for (let at = end - 1; at >= start; at -= 1) {
    const tenth = Math.floor(rest / 10);
    target[at] = 48 + rest - tenth * 10;
    rest = tenth;
  }
}
