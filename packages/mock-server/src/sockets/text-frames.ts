/** WebSocket text frames (RFC 6455 §5.2) from server to client: whole, not masked, not compressed. */

/** First byte of a text frame that is whole. */
const TEXT_FRAME = 0x81;

/** The frames of several messages, one after the other, as one character per byte: to be written as `latin1`. */
export function textFrames(texts: readonly string[]): string {
  const [first = ''] = texts;
  if (texts.length === 1) return textFrame(first);
  let frames = '';
  for (const text of texts) frames += textFrame(text);
  return frames;
}

/** Media is ASCII but for names, so that it needs no encoding. */
function textFrame(text: string): string {
  const length = Buffer.byteLength(text);
  return header(length) + (length === text.length ? text : Buffer.from(text).toString('latin1'));
}

function header(length: number): string {
  if (length < 126) return String.fromCharCode(TEXT_FRAME, length);
  if (length < 65_536) return String.fromCharCode(TEXT_FRAME, 126, length >> 8, length & 255);
  const bytes = Buffer.alloc(10);
  bytes[0] = TEXT_FRAME;
  bytes[1] = 127;
  bytes.writeBigUInt64BE(BigInt(length), 2);
  return bytes.toString('latin1');
}
