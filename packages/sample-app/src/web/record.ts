/**
 * Records of the feed, which a page reads as a stream of bytes: length of the header and of the payload (32-bit
 * little-endian each), the header as JSON, the payload. Pure.
 */

const NO_PAYLOAD = Buffer.alloc(0);

/** One record. */
export function encodeRecord(header: object, payload: Buffer = NO_PAYLOAD): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(json.length, 0);
  lengths.writeUInt32LE(payload.length, 4);
  return Buffer.concat([lengths, json, payload]);
}
