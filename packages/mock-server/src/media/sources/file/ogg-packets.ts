/** Finds the Opus packets of an Ogg file that has one packet per page (RFC 3533, RFC 7845). */
import { FrameIndexBuilder, scanFile, type FrameIndex } from './frame-index.js';

const PAGE_HEADER_BYTES = 27;

/** Pages before the audio: OpusHead and OpusTags. */
const HEADER_PAGES = 2;

/** Indexes the packets. Throws an `Error` for a file that is not Ogg, or has several packets on a page. */
export async function indexOggPackets(path: string): Promise<FrameIndex> {
  const index = new FrameIndexBuilder();
  let pages = 0;
  await scanFile(path, (bytes, offset) => {
    let at = 0;
    while (at + PAGE_HEADER_BYTES <= bytes.length) {
      if (bytes.toString('latin1', at, at + 4) !== 'OggS')
        throw new Error(`no Ogg page at byte ${offset + at}`);
      const segments = bytes[at + PAGE_HEADER_BYTES - 1] ?? 0;
      const body = at + PAGE_HEADER_BYTES + segments;
      if (body > bytes.length) break;
      const lacing = bytes.subarray(body - segments, body);
      const length = lacing.reduce((sum, part) => sum + part, 0);
      if (body + length > bytes.length) break;
      if (pages >= HEADER_PAGES && length > 0) {
        const packets = lacing.filter((part) => part < 255).length;
        if (packets !== 1)
          throw new Error(`expected one packet on the Ogg page at byte ${offset + at}, found ${packets}`);
        index.add(offset + body, length);
      }
      pages += 1;
      at = body + length;
    }
    return at;
  });
  return index.build();
}
