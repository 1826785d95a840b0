/** A file of packets: before each its length, as 16-bit little-endian number. */
import { FrameIndexBuilder, scanFile, type FrameIndex } from './frame-index.js';

const LENGTH_BYTES = 2;

/** One packet as it stands in the file. */
export function framePacket(packet: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(LENGTH_BYTES + packet.length);
  framed.writeUInt16LE(packet.length);
  packet.copy(framed, LENGTH_BYTES);
  return framed;
}

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
