import type { MessageType } from '../message-type.js';
import type { MessageBytes } from '../ports.js';
import type { DialectName, MediaShape } from './dialect.js';

/** The part of an audio, video or share message that does not change from frame to frame. */
export interface MediaFrameHeader {
  readonly msg_type:
    | typeof MessageType.MEDIA_DATA_AUDIO
    | typeof MessageType.MEDIA_DATA_VIDEO
    | typeof MessageType.MEDIA_DATA_SHARE;
  /** 0 for mixed audio. */
  readonly user_id: number;
  readonly user_name?: string;
  readonly channel_id?: string;
}

/**
 * Writes one frame around a payload that was made before: `base64` holds its characters as bytes and is not
 * copied before the frame is written, so it must not change. `payloadBytes` counts the bytes before base64;
 * `timestampMs` is a whole number.
 */
export type MediaFrameWriter = (
  base64: Uint8Array,
  payloadBytes: number,
  timestampMs: number,
) => MessageBytes;

/** What stands around the payload and the numbers of a frame. */
interface FrameTemplate {
  /** Up to the payload. */
  readonly start: Uint8Array;
  /** From the payload to the timestamp; where the length is told, only up to that. */
  readonly middle: Uint8Array;
  /** From the length to the timestamp; `undefined` in generations that do not tell it. */
  readonly afterLength: Uint8Array | undefined;
  readonly end: Uint8Array;
}

/**
 * The fast path for large payloads: the constant text is made once, and a frame is copied together where it
 * is to go. Gives the same message as `encode`, which a test holds.
 */
export function createMediaFrameWriter(
  head: MediaFrameHeader,
  dialect: DialectName,
  shape: MediaShape,
): MediaFrameWriter {
  const template = templateOf(head, dialect, shape);
  return (base64, payloadBytes, timestampMs) => new MediaFrame(template, base64, payloadBytes, timestampMs);
}

/** Makes writers, and gives those who ask for the same one the same: {@link createMediaFrameWriterFactory}. */
export type MediaFrameWriterFactory = typeof createMediaFrameWriter;

/** More heads than are in use at a time: most meetings have the same few. */
const MOST_WRITERS = 1000;

/**
 * Writers for many connections. With hundreds of them each with texts of its own, the processor would have to
 * fetch those for every frame.
 */
export function createMediaFrameWriterFactory(): MediaFrameWriterFactory {
  const writers = new Map<string, MediaFrameWriter>();
  return (head, dialect, shape) => {
    const { msg_type, user_id, user_name, channel_id } = head;
    const key = JSON.stringify([dialect, shape, msg_type, user_id, user_name, channel_id]);
    let writer = writers.get(key);
    if (!writer) {
      writer = createMediaFrameWriter(head, dialect, shape);
      if (writers.size >= MOST_WRITERS) writers.clear();
      writers.set(key, writer);
    }
    return writer;
  };
}

function templateOf(head: MediaFrameHeader, dialect: DialectName, shape: MediaShape): FrameTemplate {
  const type = dialect === 'string' ? JSON.stringify(STRING_TYPES[head.msg_type]) : String(head.msg_type);
  const user = `"user_id":${head.user_id}${dialect === 'string' ? '' : optionalFields(head)}`;
  const flat = shape === 'flat';
  const start = flat ? `{"msg_type":${type},"content":"` : `{"msg_type":${type},"content":{${user},"data":"`;
  const afterPayload = flat ? `",${user}` : '"';
  const timestamp = ',"timestamp":';
  const withLength = dialect === '2026';
  const utf8 = new TextEncoder();
  return {
    start: utf8.encode(start),
    middle: utf8.encode(afterPayload + (withLength ? ',"length":' : timestamp)),
    afterLength: withLength ? utf8.encode(timestamp) : undefined,
    end: utf8.encode(flat ? '}' : '}}'),
  };
}

/** Fields that the string generation does not have (PROTOCOL.md §12.4). */
function optionalFields({ user_name, channel_id }: MediaFrameHeader): string {
  const name = user_name === undefined ? '' : `,"user_name":${JSON.stringify(user_name)}`;
  const channel = channel_id === undefined ? '' : `,"channel_id":${JSON.stringify(channel_id)}`;
  return name + channel;
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
    const { start, middle, afterLength, end } = this.#template;
    let at = offset;
    target.set(start, at);
    at += start.length;
    target.set(this.#base64, at);
    at += this.#base64.length;
    target.set(middle, at);
    at += middle.length;
    if (afterLength) {
      at = writeDigits(target, at, this.#payloadBytes);
      target.set(afterLength, at);
      at += afterLength.length;
    }
    at = writeDigits(target, at, this.#timestampMs);
    target.set(end, at);
  }
}

/** How many decimal digits a whole number of zero or more has. */
function digitsOf(value: number): number {
  // Unix time in milliseconds, from 2001 to 2286.
  if (value >= 1e12 && value < 1e13) return 13;
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits += 1;
  return digits;
}

/** Returns where the digits end. */
function writeDigits(target: Uint8Array, at: number, value: number): number {
  const end = at + digitsOf(value);
  // In two halves, since whole numbers beyond 32 bits are slow to divide.
  const high = Math.floor(value / 1e7);
  if (high === 0) {
    writeBackwards(target, at, end, value);
  } else {
    writeBackwards(target, end - 7, end, value - high * 1e7);
    writeBackwards(target, at, end - 7, high);
  }
  return end;
}

/** Fills the whole span, with zeros in front where the number is short. */
function writeBackwards(target: Uint8Array, start: number, end: number, value: number): void {
  let rest = value;
  for (let at = end - 1; at >= start; at -= 1) {
    const tenth = Math.floor(rest / 10);
    target[at] = 48 + rest - tenth * 10;
    rest = tenth;
  }
}
