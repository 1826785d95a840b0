/** Puts Opus packets into an Ogg file (RFC 3533, RFC 7845), so that other programs can decode them. */

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let crc = n << 24;
  for (let k = 0; k < 8; k++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

function crcOf(page: Buffer): number {
  let crc = 0;
  for (const byte of page) crc = ((crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 255] ?? 0)) >>> 0;
  return crc;
}

/** One packet per page. */
function page(packet: Buffer, sequence: number, granule: number, flags: number): Buffer {
  const lacing = [...Array.from({ length: Math.floor(packet.length / 255) }, () => 255), packet.length % 255];
  const header = Buffer.alloc(27 + lacing.length);
  header.write('OggS', 'latin1');
  header[5] = flags;
  header.writeBigUInt64LE(BigInt(granule), 6);
  header.writeUInt32LE(1, 14);
  header.writeUInt32LE(sequence, 18);
  header[26] = lacing.length;
  header.set(lacing, 27);
  const whole = Buffer.concat([header, packet]);
  whole.writeUInt32LE(crcOf(whole), 22);
  return whole;
}

/** `packets` of 20 ms each, with nothing skipped at the start. */
export function oggOpus(packets: readonly Buffer[], channels: number): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 'latin1');
  head[8] = 1;
  head[9] = channels;
  head.writeUInt32LE(48_000, 12);
  const tags = Buffer.concat([Buffer.from('OpusTags'), Buffer.from([1, 0, 0, 0, 0x78, 0, 0, 0, 0])]);
  const pages = packets.map((packet, i) =>
    page(packet, i + 2, (i + 1) * 960, i === packets.length - 1 ? 4 : 0),
  );
  return Buffer.concat([page(head, 0, 0, 2), page(tags, 1, 0, 0), ...pages]);
}
