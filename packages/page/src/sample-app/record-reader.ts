/** Reads the records of the feed from chunks of bytes. Pure. */

/** A record: its header, and bytes of media. */
export interface FeedRecord {
  readonly header: unknown;
  readonly payload: Uint8Array<ArrayBuffer>;
}

const LENGTHS_BYTES = 8;

/** Puts chunks together and cuts them into records. */
export class RecordReader {
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array();

  /** The records that are complete with this chunk. */
  push(chunk: Uint8Array): FeedRecord[] {
    const bytes = joined(this.#rest, chunk);
    const view = new DataView(bytes.buffer);
    const records: FeedRecord[] = [];
    let at = 0;
    while (at + LENGTHS_BYTES <= bytes.length) {
      const payloadAt = at + LENGTHS_BYTES + view.getUint32(at, true);
      const end = payloadAt + view.getUint32(at + 4, true);
      if (end > bytes.length) break;
      const json = new TextDecoder().decode(bytes.subarray(at + LENGTHS_BYTES, payloadAt));
      records.push({ header: JSON.parse(json) as unknown, payload: bytes.slice(payloadAt, end) });
      at = end;
    }
    this.#rest = bytes.slice(at);
    return records;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
