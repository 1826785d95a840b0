/** Messages → WebSocket text frames (RFC 6455 §5.2) from server to client: whole, not masked, not compressed. */
import type { Duplex } from 'node:stream';
import type { MessageBytes } from '@rtms-mock/protocol';

/** First byte of a text frame that is whole. */
const TEXT_FRAME = 0x81;

/** Room for what is mostly written at once: some audio packets, or a picture. In bytes. */
const ROOM_BYTES = 32 * 1024;

/** The part of a stream that is written to. */
export type FrameStream = Pick<Duplex, 'write' | 'writableLength'>;

/**
 * Writes messages of many sockets, one socket's in one piece. They are put together in a room that is used
 * again and again, because nearly always the system has taken everything when `write` returns. Where it
 * has not, the room belongs to that stream from then on, and there is a new one.
 */
export class FrameWriter {
  #room = Buffer.allocUnsafeSlow(ROOM_BYTES);
  /** The beginning of the room that was written last: packets of sound mostly have the same length. */
  #filled = this.#room;

  /**
   * Returns whether the system has taken everything. `wasEmpty`: what this returned for the stream before; at
   * first true.
   */
  write(stream: FrameStream, messages: readonly MessageBytes[], wasEmpty: boolean): boolean {
    let length = 0;
    for (const { byteLength } of messages) length += headerLength(byteLength) + byteLength;
    // A slow reader gets pieces of their own size: it would keep a whole room for each of them.
    if (length > ROOM_BYTES || (!wasEmpty && stream.writableLength > 0)) {
      const piece = Buffer.allocUnsafe(length);
      writeFrames(piece, messages);
      stream.write(piece);
      return stream.writableLength === 0;
    }
    writeFrames(this.#room, messages);
    if (this.#filled.length !== length) this.#filled = this.#room.subarray(0, length);
    stream.write(this.#filled);
    if (stream.writableLength === 0) return true;
    this.#room = Buffer.allocUnsafeSlow(ROOM_BYTES);
    this.#filled = this.#room;
    return false;
  }
}

function writeFrames(target: Buffer, messages: readonly MessageBytes[]): void {
  let at = 0;
  for (const message of messages) {
    at = writeHeader(target, at, message.byteLength);
    message.writeTo(target, at);
    at += message.byteLength;
  }
}

function headerLength(byteLength: number): number {
  return byteLength < 126 ? 2 : byteLength < 65_536 ? 4 : 10;
}

/** Returns where the header ends. */
function writeHeader(target: Buffer, at: number, byteLength: number): number {
  target[at] = TEXT_FRAME;
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
