/** Reads the messages of a media socket: large payloads without parsing, all other messages with the dialect. */
import { readMediaFrame, type DecodeResult, type Dialect, type MediaDataMessage } from '@rtms-mock/protocol';

const PAYLOAD_KEYS = ['"data":"', '"content":"'] as const;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Base64 in place of the payload while the other fields are read. */
const PLACEHOLDER = 'AAAA';

/** Returns a function that reads a message from bytes or from a string. */
export function mediaReader(dialect: Dialect): (frame: string | Uint8Array) => DecodeResult {
  return (frame) => {
    const message = Buffer.isBuffer(frame) ? readMediaBytes(frame) : readMediaFrame(frame);
    return message ? { ok: true, message } : dialect.decode(frame);
  };
}

/**
 * Reads a media message from bytes. Base64 has one byte per character, so only the fields around it are decoded
 * as UTF-8, which halves the time for a video frame. `undefined` if the message has to be parsed.
 */
export function readMediaBytes(frame: Buffer): MediaDataMessage | undefined {
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
    return message;
  }
  return undefined;
}
