/** Video and share frames that are padded to a size: decoders skip the padding and show the same picture. */
import { messageBytesToString, stringToMessageBytes } from '@rtms-mock/protocol';
import { pngChunk } from '../codecs/png.js';
import type { OutgoingFrame } from './lanes/media-sink.js';
import { EncryptedMessage, plainMessage } from './payload-encryption.js';

/** Filler data NAL unit (H.264 §7.3.2.7) with its start code, without the `ff` bytes and the stop bit. */
const FILLER_START = Buffer.from([0, 0, 0, 1, 0x0c]);
const STOP_BIT = Buffer.of(0x80);

/** Max length of the content of a JPEG segment, in bytes: a length of 16 bits that counts itself. */
const MAX_COMMENT = 65_533;

/** Bytes of a JPEG segment, or of a PNG chunk, without its content. */
const COMMENT_BYTES = 4;
const CHUNK_BYTES = 12;

/** Bytes of the last chunk of a PNG file, IEND. */
const END_BYTES = 12;

/** Private, ancillary chunk, which may be copied: readers skip it (PNG specification, "Chunk naming conventions"). */
const PADDING_CHUNK = 'paDd';

/** `bytes` bytes or a few more that H.264 decoders skip. They follow the slices of their frame. */
function filler(bytes: number): Buffer {
  const count = Math.max(0, bytes - FILLER_START.length - STOP_BIT.length);
  return Buffer.concat([FILLER_START, Buffer.alloc(count, 0xff), STOP_BIT]);
}

/** JPEG comments of `bytes` bytes together, or a few more. */
function comments(bytes: number): Buffer {
  const segments: Buffer[] = [];
  for (let left = bytes; left > 0; left -= segments.at(-1)?.length ?? 0) {
    const length = Math.min(MAX_COMMENT, Math.max(0, left - COMMENT_BYTES));
    const segment = Buffer.alloc(COMMENT_BYTES + length, 0x20);
    segment.writeUInt16BE(0xfffe, 0);
    segment.writeUInt16BE(length + 2, 2);
    segments.push(segment);
  }
  return Buffer.concat(segments);
}

/** Offset of the first JPEG segment after the header, which has to come first. */
function afterHeader(jpg: Buffer): number {
  const hasHeader = jpg.length > 6 && jpg[3] === 0xe0;
  return hasHeader ? 4 + jpg.readUInt16BE(4) : 2;
}

/** Returns a frame with `bytes` more bytes, or a few more than that. `undefined` if its format is unknown. */
export function padPicture(picture: Buffer, bytes: number): Buffer | undefined {
  const start = picture.subarray(0, 4).toString('hex');
  if (start === '00000001') return Buffer.concat([picture, filler(bytes)]);
  if (start.startsWith('ffd8')) {
    const at = afterHeader(picture);
    return Buffer.concat([picture.subarray(0, at), comments(bytes), picture.subarray(at)]);
  }
  if (start === '89504e47') {
    const at = picture.length - END_BYTES;
    const padding = pngChunk(PADDING_CHUNK, Buffer.alloc(Math.max(0, bytes - CHUNK_BYTES)));
    return Buffer.concat([picture.subarray(0, at), padding, picture.subarray(at)]);
  }
  return undefined;
}

/** A media message of any generation and shape, as JSON. */
interface MediaBody {
  content: string | { data: string; length?: number };
  length?: number;
}

/**
 * Pads a frame until its message has `size` bytes, or up to about 20 more. Larger frames are returned unchanged.
 * `undefined` if the format of the frame is unknown.
 */
export function padFrame(frame: OutgoingFrame, size: number): OutgoingFrame | undefined {
  const { byteLength } = frame.message;
  if (byteLength >= size) return frame;
  const body = JSON.parse(messageBytesToString(plainMessage(frame.message))) as MediaBody;
  const { content } = body;
  const base64 = typeof content === 'string' ? content : content.data;
  const wanted = Math.ceil((base64.length + size - byteLength) / 4) * 3;
  const picture = Buffer.from(base64, 'base64');
  const padded = padPicture(picture, wanted - picture.length);
  if (padded === undefined) return undefined;
  if (frame.message instanceof EncryptedMessage) {
    return { ...frame, message: frame.message.withPayload(padded), byteLength: padded.length };
  }
  const data = padded.toString('base64');
  if (typeof content === 'string') body.content = data;
  else content.data = data;
  if (body.length !== undefined) body.length = padded.length;
  if (typeof content === 'object' && content.length !== undefined) content.length = padded.length;
  return { ...frame, message: stringToMessageBytes(JSON.stringify(body)), byteLength: padded.length };
}
