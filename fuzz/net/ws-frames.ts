/** WebSocket frames as bytes, valid or not, in both directions (RFC 6455). */
import type { Random } from '../input/random.js';

/** Opcodes of frames. */
export const Opcode = { CONTINUATION: 0, TEXT: 1, BINARY: 2, CLOSE: 8, PING: 9, PONG: 10 } as const;

/** Header bits of a frame. */
export interface FrameOptions {
  readonly opcode: number;
  /** Masked frames are those of clients. The mask is zero, so that the payload stays readable. */
  readonly masked: boolean;
  /** @default true */
  readonly fin?: boolean;
  /**
   * The three reserved bits.
   * @default 0
   */
  readonly reserved?: number;
  /**
   * Length in the header.
   * @default that of the payload
   */
  readonly declaredLength?: number;
}

/** Encodes one frame. */
export function encodeFrame(payload: Buffer, options: FrameOptions): Buffer {
  const { opcode, masked, fin = true, reserved = 0, declaredLength = payload.length } = options;
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const mask = masked ? 0x80 : 0;
  let header: Buffer;
  if (declaredLength < 126) header = Buffer.from([first, mask | declaredLength]);
  else if (declaredLength < 65_536) {
    header = Buffer.from([first, mask | 126, declaredLength >> 8, declaredLength & 255]);
  } else {
    header = Buffer.alloc(10);
    header[0] = first;
    header[1] = mask | 127;
    header.writeBigUInt64BE(BigInt(declaredLength), 2);
  }
  return Buffer.concat(masked ? [header, Buffer.alloc(4), payload] : [header, payload]);
}

/** Splits a payload into a text frame and continuations, with a ping between two of them. */
export function fragmented(random: Random, payload: Buffer, masked: boolean): Buffer {
  const count = Math.min(payload.length, random.pick([2, 3, 10, 50]));
  if (count < 2) return encodeFrame(payload, { opcode: Opcode.TEXT, masked });
  const size = Math.ceil(payload.length / count);
  const frames: Buffer[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const opcode = at === 0 ? Opcode.TEXT : Opcode.CONTINUATION;
    frames.push(
      encodeFrame(payload.subarray(at, at + size), { opcode, masked, fin: at + size >= payload.length }),
    );
    if (random.chance(0.1)) frames.push(encodeFrame(Buffer.alloc(0), { opcode: Opcode.PING, masked }));
  }
  return Buffer.concat(frames);
}

/** Kinds of frames that break the rules of WebSocket, or stretch them. */
export const FRAME_FAULTS = [
  'reserved-bits',
  'reserved-opcode',
  'wrong-mask',
  'lone-continuation',
  'unfinished',
  'declared-huge',
  'declared-2-to-62',
  'long-ping',
  'ping-flood',
  'bad-close',
  'invalid-utf8',
  'garbage',
] as const;

/** Frames with one fault. Most of them end the connection. */
export function faultyFrames(
  random: Random,
  masked: boolean,
): { readonly bytes: Buffer; readonly fault: string } {
  const fault = random.pick(FRAME_FAULTS);
  return { fault, bytes: framesWith(fault, random, masked) };
}

function framesWith(fault: (typeof FRAME_FAULTS)[number], random: Random, masked: boolean): Buffer {
  const text = Buffer.from('{"msg_type":12,"timestamp":1}');
  switch (fault) {
    case 'reserved-bits':
      return encodeFrame(text, { opcode: Opcode.TEXT, masked, reserved: random.between(1, 7) });
    case 'reserved-opcode':
      return encodeFrame(text, { opcode: random.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), masked });
    case 'wrong-mask':
      return encodeFrame(text, { opcode: Opcode.TEXT, masked: !masked });
    case 'lone-continuation':
      return encodeFrame(text, { opcode: Opcode.CONTINUATION, masked });
    case 'unfinished':
      return encodeFrame(text, { opcode: Opcode.TEXT, masked, fin: false });
    case 'declared-huge':
      return encodeFrame(random.bytes(100), { opcode: Opcode.BINARY, masked, declaredLength: 900_000 });
    case 'declared-2-to-62':
      return encodeFrame(text, { opcode: Opcode.TEXT, masked, declaredLength: 2 ** 62 });
    case 'long-ping':
      return encodeFrame(random.bytes(200), { opcode: Opcode.PING, masked });
    case 'ping-flood':
      return Buffer.concat(
        Array.from({ length: 200 }, () => encodeFrame(Buffer.from('ping'), { opcode: Opcode.PING, masked })),
      );
    case 'bad-close':
      return encodeFrame(
        random.pick([
          Buffer.from([1]),
          Buffer.from([0, 0]),
          Buffer.from([3, 237]),
          Buffer.from([3, 232, 255]),
        ]),
        {
          opcode: Opcode.CLOSE,
          masked,
        },
      );
    case 'invalid-utf8':
      return encodeFrame(Buffer.from([0xc3, 0x28, 0xff, 0xfe]), { opcode: Opcode.TEXT, masked });
    case 'garbage':
      return random.bytes(random.between(1, 300));
  }
}

/** Receives the frames of a peer. */
export interface FrameHandlers {
  text(payload: Buffer): void;
  ping(payload: Buffer): void;
  pong(payload: Buffer): void;
  close(code: number): void;
}

/** Reads frames from a stream of bytes. Does not put fragments together. */
export class FrameReader {
  readonly #handlers: FrameHandlers;
  #rest: Buffer = Buffer.alloc(0);

  constructor(handlers: FrameHandlers) {
    this.#handlers = handlers;
  }

  /** Takes the next bytes and reports all complete frames. */
  push(data: Buffer): void {
    const bytes = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    let at = 0;
    for (;;) {
      const frame = frameAt(bytes, at);
      if (!frame) break;
      at = frame.end;
      this.#report(frame);
    }
    this.#rest = bytes.subarray(at);
  }

  #report({ opcode, payload }: Frame): void {
    if (opcode === Opcode.TEXT) this.#handlers.text(payload);
    else if (opcode === Opcode.PING) this.#handlers.ping(payload);
    else if (opcode === Opcode.PONG) this.#handlers.pong(payload);
    else if (opcode === Opcode.CLOSE) {
      this.#handlers.close(payload.length >= 2 ? payload.readUInt16BE(0) : 1005);
    }
  }
}

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly end: number;
}

function frameAt(bytes: Buffer, at: number): Frame | undefined {
  const [first = 0, second = 0] = bytes.subarray(at, at + 2);
  if (bytes.length - at < 2) return undefined;
  const short = second & 127;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const isMasked = (second & 128) !== 0;
  const start = at + 2 + extended + (isMasked ? 4 : 0);
  if (bytes.length < start) return undefined;
  const length =
    extended === 2
      ? bytes.readUInt16BE(at + 2)
      : extended === 8
        ? Number(bytes.readBigUInt64BE(at + 2))
        : short;
  const end = start + length;
  if (bytes.length < end) return undefined;
  const payload = bytes.subarray(start, end);
  return { opcode: first & 15, payload: isMasked ? unmasked(payload, bytes, start - 4) : payload, end };
}

function unmasked(payload: Buffer, bytes: Buffer, maskAt: number): Buffer {
  const clear = Buffer.from(payload);
  for (let i = 0; i < clear.length; i += 1) clear[i] = (clear[i] ?? 0) ^ (bytes[maskAt + (i & 3)] ?? 0);
  return clear;
}
