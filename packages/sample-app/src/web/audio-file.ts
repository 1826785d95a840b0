/** WAV and Ogg files of the audio that was kept. */
import { GapFiller } from '@rtms-mock/client/recorders';
import type { AudioChoice } from '../stream/media-choice.js';
import type { ReceivedMedia } from '../stream/received.js';

type ReceivedAudio = Extract<ReceivedMedia, { kind: 'audio' }>;

/** Kept audio of one codec, as a file. */
export interface AudioFile {
  /** The file, or the encoded audio for `ffmpeg`. */
  readonly bytes: Buffer;
  /** Arguments with which ffmpeg reads `bytes`; `undefined` if they are a WAV file already. */
  readonly ffmpegInput: readonly string[] | undefined;
}

/**
 * The newest audio of one participant in one format: of the newest speaker, if `packets` has several. PCM and G.711 become a WAV file in which silence fills the gaps; for Opus and G.722,
 * which ffmpeg converts, packets follow each other.
 */
export function audioFile(packets: Iterable<ReceivedMedia>): AudioFile | undefined {
  const received = [...packets].filter((packet) => packet.kind === 'audio');
  const last = received.at(-1);
  if (last === undefined) return undefined;
  const { format } = last;
  const all = received.filter(({ userId }) => userId === last.userId);
  // A WAV file has one format: after the choice of another one, a new file begins.
  const begin = all.findLastIndex((packet) => !isSameFormat(packet.format, format)) + 1;
  const newest = all.slice(begin);
  switch (format.codec) {
    case 'L16':
      return { bytes: wavFile(newest, format, (data) => data), ffmpegInput: undefined };
    case 'G711':
      return { bytes: wavFile(newest, format, decodeALaw), ffmpegInput: undefined };
    case 'G722':
      return { bytes: Buffer.concat(newest.map(({ data }) => data)), ffmpegInput: ['-f', 'g722'] };
    case 'OPUS':
      return { bytes: oggFile(newest, format), ffmpegInput: ['-f', 'ogg'] };
  }
}

function isSameFormat(a: AudioChoice, b: AudioChoice): boolean {
  return a.codec === b.codec && a.rateHz === b.rateHz && a.channels === b.channels;
}

function wavFile(
  packets: readonly ReceivedAudio[],
  { rateHz, channels }: AudioChoice,
  decode: (data: Buffer) => Buffer,
): Buffer {
  const filler = new GapFiller({ sampleRate: rateHz, channels });
  const samples = packets.flatMap(({ data, timestamp }) => filler.fill(decode(data), timestamp));
  const bytes = samples.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([wavHeader(bytes, rateHz, channels), ...samples]);
}

function wavHeader(dataBytes: number, rateHz: number, channels: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(dataBytes + 36, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rateHz, 24);
  header.writeUInt32LE(rateHz * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

/** Decodes G.711 A-law to 16-bit samples (ITU-T G.711, table 1a). */
export function decodeALaw(data: Buffer): Buffer {
  const pcm = Buffer.allocUnsafe(data.length * 2);
  for (const [index, byte] of data.entries()) {
    const code = byte ^ 0x55;
    const segment = (code & 0x70) >> 4;
    const step = ((code & 0x0f) << 4) + 8;
    const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
    pcm.writeInt16LE((code & 0x80) === 0 ? -magnitude : magnitude, index * 2);
  }
  return pcm;
}

const OGG_SERIAL = 1;
/** Opus counts positions at 48 kHz whatever its input rate is (RFC 7845). */
const OPUS_SAMPLES_PER_MS = 48;
const PACKET_MS = 20;

/** An Ogg file of Opus packets, one packet in each page (RFC 7845). */
function oggFile(packets: readonly ReceivedAudio[], { rateHz, channels }: AudioChoice): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'latin1');
  head.writeUInt8(1, 8);
  head.writeUInt8(channels, 9);
  head.writeUInt32LE(rateHz, 12);
  const tags = Buffer.alloc(8 + 4 + 9 + 4);
  tags.write('OpusTags', 0, 'latin1');
  tags.writeUInt32LE(9, 8);
  tags.write('rtms-mock', 12, 'latin1');
  const pages = [
    oggPage(head, { sequence: 0, position: 0, flags: 2 }),
    oggPage(tags, { sequence: 1, position: 0, flags: 0 }),
  ];
  for (const [index, { data }] of packets.entries()) {
    const position = (index + 1) * PACKET_MS * OPUS_SAMPLES_PER_MS;
    const flags = index === packets.length - 1 ? 4 : 0;
    pages.push(oggPage(data, { sequence: index + 2, position, flags }));
  }
  return Buffer.concat(pages);
}

interface OggPage {
  readonly sequence: number;
  /** Samples at 48 kHz at the end of the page. */
  readonly position: number;
  /** 2: first page, 4: last page. */
  readonly flags: number;
}

function oggPage(packet: Buffer, { sequence, position, flags }: OggPage): Buffer {
  const segments = [
    ...Array.from({ length: Math.floor(packet.length / 255) }, () => 255),
    packet.length % 255,
  ];
  const header = Buffer.alloc(27);
  header.write('OggS', 0, 'latin1');
  header.writeUInt8(flags, 5);
  header.writeBigUInt64LE(BigInt(position), 6);
  header.writeUInt32LE(OGG_SERIAL, 14);
  header.writeUInt32LE(sequence, 18);
  header.writeUInt8(segments.length, 26);
  const page = Buffer.concat([header, Buffer.from(segments), packet]);
  page.writeUInt32LE(oggChecksum(page), 22);
  return page;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x80000000) === 0 ? crc << 1 : (crc << 1) ^ 0x04c11db7;
  return crc >>> 0;
});

function oggChecksum(page: Buffer): number {
  let crc = 0;
  for (const byte of page) crc = ((crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return crc;
}
