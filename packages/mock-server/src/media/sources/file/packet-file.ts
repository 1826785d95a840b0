/** A file of packets, each preceded by its length as a 16-bit little-endian number. */
import { FrameIndexBuilder, scanFile, type FrameIndex } from './frame-index.js';

const LENGTH_BYTES = 2;

/** Returns a packet with its length in front, as it is stored in the file. */
export function framePacket(packet: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(LENGTH_BYTES + packet.length);
  framed.writeUInt16LE(packet.length);
  packet.copy(framed, LENGTH_BYTES);
  return framed;
}

/** Indexes the packets. A truncated packet at the end is left out. */
export async function indexPackets(path: string): Promise<FrameIndex> {
  const index = new FrameIndexBuilder();
  await scanFile(path, (bytes, offset) => {
    let at = 0;
    while (at + LENGTH_BYTES <= bytes.length) {
      const length = bytes.readUInt16LE(at);
      const end = at + LENGTH_BYTES + length;
      if (end > bytes.length) break;
      index.add(offset + at + LENGTH_BYTES, length);
      at = end;
    }
    return at;
  });
  return index.build();
}
