/** Cuts encoded media into the payloads of RTP packets. */
import type { RtpFormat } from './rtp-format.js';

/** Max payload of a packet in bytes: with all headers and the tag, it passes every usual network unfragmented. */
export const MAX_PAYLOAD_BYTES = 1200;

/** Payload of one RTP packet. */
export interface RtpPayload {
  readonly data: Buffer;
  /** Units of the timestamp from the beginning of the chunk. */
  readonly offset: number;
  /** Marks the last packet of a frame. */
  readonly isLast: boolean;
}

/** Cuts one chunk: an audio packet, or a video frame in Annex B form. */
export function packetize(format: RtpFormat, chunk: Buffer): RtpPayload[] {
  switch (format.codec) {
    case 'H264':
      return packetizeH264(chunk);
    case 'opus':
      return [{ data: chunk, offset: 0, isLast: false }];
    case 'L16':
      // Big-endian in RTP (RFC 3551 §4.5.11), little-endian everywhere else.
      return packetizeSamples(bigEndian(chunk), 2 * (format.channels ?? 1));
    default:
      return packetizeSamples(chunk, format.channels ?? 1);
  }
}

/** Whole 16-bit samples with their bytes exchanged. */
function bigEndian(samples: Buffer): Buffer {
  return Buffer.from(samples.subarray(0, samples.length - (samples.length % 2))).swap16();
}

/** `unitBytes`: bytes for each unit of the timestamp. */
function packetizeSamples(chunk: Buffer, unitBytes: number): RtpPayload[] {
  const size = Math.floor(MAX_PAYLOAD_BYTES / unitBytes) * unitBytes;
  const payloads: RtpPayload[] = [];
  for (let at = 0; at < chunk.length; at += size) {
    payloads.push({ data: chunk.subarray(at, at + size), offset: at / unitBytes, isLast: false });
  }
  return payloads;
}

/** NAL unit types of RFC 6184 §5.2. */
const STAP_A = 24;
const FU_A = 28;

/** Cuts a frame into single NAL units, several small ones in one packet (STAP-A), and fragments (FU-A). */
function packetizeH264(frame: Buffer): RtpPayload[] {
  const payloads: Buffer[] = [];
  let small: Buffer[] = [];
  const flush = (): void => {
    const [first] = small;
    if (first !== undefined) payloads.push(small.length === 1 ? first : aggregate(small));
    small = [];
  };
  for (const unit of nalUnits(frame)) {
    const bytes = small.reduce((sum, { length }) => sum + length + 2, 1);
    if (bytes + unit.length + 2 > MAX_PAYLOAD_BYTES) flush();
    if (unit.length <= MAX_PAYLOAD_BYTES) small.push(unit);
    else payloads.push(...fragments(unit));
  }
  flush();
  return payloads.map((data, index) => ({ data, offset: 0, isLast: index === payloads.length - 1 }));
}

/** NAL units of a byte stream, without their start codes. */
export function nalUnits(stream: Buffer): Buffer[] {
  const units: Buffer[] = [];
  const startCode = Buffer.from([0, 0, 1]);
  let start = stream.indexOf(startCode);
  while (start !== -1) {
    const next = stream.indexOf(startCode, start + 3);
    let end = next === -1 ? stream.length : next;
    // Zeros at the end of a unit belong to the next start code, or are padding: no unit ends with one.
    while (end > start + 3 && stream[end - 1] === 0) end -= 1;
    if (end > start + 3) units.push(stream.subarray(start + 3, end));
    start = next;
  }
  return units;
}

function aggregate(units: readonly Buffer[]): Buffer {
  const importance = Math.max(...units.map((unit) => (unit[0] ?? 0) & 0x60));
  const parts = units.flatMap((unit) => {
    const size = Buffer.alloc(2);
    size.writeUInt16BE(unit.length);
    return [size, unit];
  });
  return Buffer.concat([Buffer.of(importance | STAP_A), ...parts]);
}

function fragments(unit: Buffer): Buffer[] {
  const header = unit[0] ?? 0;
  const size = MAX_PAYLOAD_BYTES - 2;
  const parts: Buffer[] = [];
  for (let at = 1; at < unit.length; at += size) {
    const start = at === 1 ? 0x80 : 0;
    const end = at + size >= unit.length ? 0x40 : 0;
    const indicator = (header & 0x60) | FU_A;
    parts.push(
      Buffer.concat([Buffer.of(indicator, start | end | (header & 0x1f)), unit.subarray(at, at + size)]),
    );
  }
  return parts;
}
