/**
 * Reads media messages that are equal to an earlier one except for payload, length and timestamp, without parsing them.
 * A server sends hundreds of those in a row.
 */
import { checkServerMessage, type MediaFrameMessage } from '@rtms-mock/protocol';
import type { MediaMessage } from './media-message.js';

/** Reads a message with a parser. `undefined` if it is not a media message with base64. */
type Parse = (frame: Buffer) => MediaFrameMessage | undefined;

const TIMESTAMP_DIGITS = 13;
/** Matches the text behind the payload: fields that stay the same, the length in some generations, and the timestamp. */
const AFTER_PAYLOAD = /^(".*?)(?:(,"length":)\d{1,9})?(,"timestamp":)\d{13}(\}{1,2})$/s;

/** Values with which {@link MediaTemplate.of} asks the parser what the fields of a message mean. */
const PROBE = { data: 'AAAA', length: 3, timestamp: 1_000_000_000_001 };

const ZERO = 0x30;
const PAD = 0x3d;

/** The constant parts of a message. */
export class MediaTemplate {
  readonly #type: MediaFrameMessage['msg_type'];
  readonly #content: MediaFrameMessage['content'];
  /** Everything before the payload. */
  readonly #start: Buffer;
  /** From the quote behind the payload to the digits of the length, or to those of the timestamp. */
  readonly #middle: Buffer;
  /** From the length to the timestamp; `undefined` if the message has no length. */
  readonly #afterLength: Buffer | undefined;
  readonly #end: Buffer;

  private constructor(message: MediaFrameMessage, start: Buffer, parts: RegExpExecArray) {
    const [, fixed = '', length, timestamp = '', end = ''] = parts;
    this.#type = message.msg_type;
    this.#content = { ...message.content, data: '' };
    this.#start = Buffer.from(start);
    this.#middle = Buffer.from(fixed + (length ?? timestamp));
    this.#afterLength = length === undefined ? undefined : Buffer.from(timestamp);
    this.#end = Buffer.from(end);
  }

  /**
   * The template of a message whose payload lies between two offsets. `undefined` if the message does not end with its
   * own length and timestamp: the parser decides, which reads the same text with other values.
   */
  static of(frame: Buffer, payloadAt: number, payloadEnd: number, parse: Parse): MediaTemplate | undefined {
    const start = frame.subarray(0, payloadAt);
    const parts = AFTER_PAYLOAD.exec(frame.toString('utf8', payloadEnd));
    if (!parts) return undefined;
    const [, fixed = '', length, timestamp = '', end = ''] = parts;
    const size = length === undefined ? '' : `${length}${PROBE.length}`;
    const tail = `${PROBE.data}${fixed}${size}${timestamp}${PROBE.timestamp}${end}`;
    const probe = parse(Buffer.concat([start, Buffer.from(tail)]));
    if (!probe || checkServerMessage(probe)) return undefined;
    const { content } = probe;
    if (content.data !== PROBE.data || content.timestamp !== PROBE.timestamp) return undefined;
    if (length !== undefined && content.length !== PROBE.length) return undefined;
    // A field with the values of the probe by chance would pass for the place of the value.
    const original = parse(frame)?.content;
    if (original?.timestamp === PROBE.timestamp) return undefined;
    if (length !== undefined && original?.length === PROBE.length) return undefined;
    return new MediaTemplate(probe, start, parts);
  }

  /** Reads a message. `undefined` if it is not exactly of this form, so that it has to be parsed. */
  read(frame: Buffer): MediaMessage | undefined {
    const start = this.#start;
    let at = frame.length - this.#end.length - TIMESTAMP_DIGITS;
    if (at < start.length || !hasAt(frame, start, 0)) return undefined;
    const timestamp = digitsAt(frame, at, at + TIMESTAMP_DIGITS);
    if (timestamp < 0 || !hasAt(frame, this.#end, at + TIMESTAMP_DIGITS)) return undefined;
    let length: number | undefined;
    if (this.#afterLength) {
      const end = at - this.#afterLength.length;
      if (!hasAt(frame, this.#afterLength, end)) return undefined;
      at = firstDigit(frame, end);
      length = digitsAt(frame, at, end);
      if (length < 0) return undefined;
    }
    at -= this.#middle.length;
    if (!hasAt(frame, this.#middle, at)) return undefined;
    const payload = decodeBase64(frame, start.length, at);
    if (!payload) return undefined;
    const content = { ...this.#content, timestamp };
    if (length !== undefined) content.length = length;
    return { msg_type: this.#type, content, payload };
  }
}

/** True if `bytes` are at this offset of the frame. */
function hasAt(frame: Buffer, bytes: Buffer, offset: number): boolean {
  if (offset < 0) return false;
  for (let index = 0; index < bytes.length; index += 1) {
    if (frame[offset + index] !== bytes[index]) return false;
  }
  return true;
}

/** Offset of the first of at most nine digits before `end`. */
function firstDigit(frame: Buffer, end: number): number {
  let at = end;
  while (end - at < 9 && isDigit(frame[at - 1])) at -= 1;
  return at;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}

/** The number between two offsets; -1 if it is not an integer as JSON has it. */
function digitsAt(frame: Buffer, start: number, end: number): number {
  if (start >= end || (frame[start] === ZERO && end - start > 1)) return -1;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const byte = frame[at];
    if (byte === undefined || !isDigit(byte)) return -1;
    value = value * 10 + byte - ZERO;
  }
  return value;
}

/**
 * Decodes base64 between two offsets. `undefined` if it is empty or has any other character: those are skipped, so the
 * result is too short. Therefore the text has no quote, no escape and no control character either.
 */
function decodeBase64(frame: Buffer, start: number, end: number): Buffer | undefined {
  const characters = end - start;
  if (characters <= 0 || characters % 4 !== 0) return undefined;
  const padding = frame[end - 1] === PAD ? (frame[end - 2] === PAD ? 2 : 1) : 0;
  const payload = Buffer.from(frame.toString('latin1', start, end), 'base64');
  return payload.length === (characters / 4) * 3 - padding ? payload : undefined;
}
