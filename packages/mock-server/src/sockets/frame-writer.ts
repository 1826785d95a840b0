/** Writes messages as WebSocket frames (RFC 6455 §5.2) from server to client: unmasked and uncompressed. */
import type { Framing, MessageBytes } from '@rtms-mock/protocol';
import type { FrameStream } from './direct-stream.js';

/** First byte of an unfragmented text frame. */
const TEXT_FRAME = 0x81;

/** Opcodes, and the bit of the last fragment of a message. */
const OPCODES = { text: 1, binary: 2, continuation: 0 } as const;
const FIN = 0x80;

/** Size of the shared buffer, in bytes: enough for most writes, such as some audio packets or a video frame. */
const BUFFER_BYTES = 32 * 1024;

/**
 * Writes messages to many sockets, with one `write` for all messages of a socket. Frames are assembled in a shared buffer
 * that is reused, because the system has nearly always accepted all bytes when `write` returns. If it has not, the buffer
 * is left to that stream and a new one is allocated.
 */
export class FrameWriter {
  #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  /** Part of the buffer that was written last. Cached, because audio packets mostly have the same length. */
  #filled = this.#buffer;

  /**
   * Writes messages as text frames without fragments. Returns true if the system has accepted all bytes. `wasEmpty`: the previous result for this stream;
   * true at first.
   */
  write(stream: FrameStream, messages: readonly MessageBytes[], wasEmpty: boolean): boolean {
    let length = 0;
    for (const { byteLength } of messages) length += headerLength(byteLength) + byteLength;
    // For a slow reader, allocates only the bytes needed: each pending write would keep a whole buffer.
    if (length > BUFFER_BYTES || (!wasEmpty && stream.writableLength > 0)) {
      const large = Buffer.allocUnsafe(length);
      writeFrames(large, messages);
      stream.write(large);
      return stream.writableLength === 0;
    }
    writeFrames(this.#buffer, messages);
    if (this.#filled.length !== length) this.#filled = this.#buffer.subarray(0, length);
    stream.write(this.#filled);
    if (stream.writableLength === 0) return true;
    this.#buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
    this.#filled = this.#buffer;
    return false;
  }
}

/** Writes messages in other frames than {@link FrameWriter.write}. Returns true if the system has accepted all bytes. */
export function writeFramed(
  stream: FrameStream,
  messages: readonly MessageBytes[],
  framing: Framing,
): boolean {
  stream.write(Buffer.concat(messages.flatMap((message) => framesOf(message, framing))));
  return stream.writableLength === 0;
}

/** Headers and payloads of the frames of one message. */
function framesOf(message: MessageBytes, { type, fragment }: Framing): Buffer[] {
  const payload = Buffer.allocUnsafe(message.byteLength);
  message.writeTo(payload, 0);
  const size = fragment === 'off' ? payload.length : fragment;
  const frames: Buffer[] = [];
  let at = 0;
  do {
    const part = payload.subarray(at, at + size);
    const opcode = at === 0 ? OPCODES[type] : OPCODES.continuation;
    at += part.length;
    const header = Buffer.allocUnsafe(headerLength(part.length));
    writeHeader(header, 0, (at === payload.length ? FIN : 0) | opcode, part.length);
    frames.push(header, part);
  } while (at < payload.length);
  return frames;
}

function writeFrames(target: Buffer, messages: readonly MessageBytes[]): void {
  let at = 0;
  for (const message of messages) {
    at = writeHeader(target, at, TEXT_FRAME, message.byteLength);
    message.writeTo(target, at);
    at += message.byteLength;
  }
}

function headerLength(byteLength: number): number {
  return byteLength < 126 ? 2 : byteLength < 65_536 ? 4 : 10;
}

/** Writes a frame header. Returns the offset of its end. */
function writeHeader(target: Buffer, at: number, firstByte: number, byteLength: number): number {
  target[at] = firstByte;
  if (byteLength < 126) {
    target[at + 1] = byteLength;
    return at + 2;
  }
  if (byteLength < 65_536) {
    target[at + 1] = 126;
    return target.writeUInt16BE(byteLength, at + 2);
  }
  target[at + 1] = 127;
  return target.writeBigUInt64BE(BigInt(byteLength), at + 2);
}
