/** Reads the packets of a small Ogg file (RFC 3533). */

const PAGE_HEADER_BYTES = 27;
const CAPTURE_PATTERN = 'OggS';
/** A segment of this length is continued in the next one. */
const FULL_SEGMENT = 255;

/**
 * Returns all packets of a file with one logical stream, headers included.
 *
 * @throws Error when the bytes are not Ogg or end within a packet
 */
export function oggPackets(file: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let parts: Buffer[] = [];
  let at = 0;
  while (at < file.length) {
    if (file.toString('latin1', at, at + 4) !== CAPTURE_PATTERN) throw new Error(`no Ogg page at byte ${at}`);
    const lacing = at + PAGE_HEADER_BYTES;
    const segments = file[lacing - 1] ?? 0;
    at = lacing + segments;
    for (const length of file.subarray(lacing, lacing + segments)) {
      parts.push(file.subarray(at, at + length));
      at += length;
      if (length === FULL_SEGMENT) continue;
      packets.push(Buffer.concat(parts));
      parts = [];
    }
  }
  if (at > file.length || parts.length > 0) throw new Error('the Ogg file ends within a packet');
  return packets;
}
