/** The feed: everything that arrives, to every page that is open, as one long response. */
import type { ServerResponse } from 'node:http';
import type { Entry, ReceivedMedia } from '../stream/received.js';
import { isKeyframe } from './h264.js';
import { encodeRecord } from './record.js';

/** Bytes that wait for a slow page before media is dropped. */
const MAX_WAITING_BYTES = 4_000_000;
/** Max number of pages at a time. */
const MAX_PAGES = 32;

/** A page. */
interface Reader {
  readonly response: ServerResponse;
  /** Streams of video whose frames cannot be decoded until the next keyframe, because one was dropped. */
  readonly broken: Set<string>;
  dropped: number;
}

/** Sends records to pages. A page that reads too slowly loses media, never entries or states. */
export class Feed {
  readonly #readers = new Set<Reader>();

  /** Begins to send to a page. `hello`: header of the first record. Returns false if there are too many pages. */
  open(response: ServerResponse, hello: object): boolean {
    if (this.#readers.size >= MAX_PAGES) return false;
    const reader: Reader = { response, broken: new Set(), dropped: 0 };
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' });
    response.write(encodeRecord(hello));
    this.#readers.add(reader);
    response.on('close', () => this.#readers.delete(reader));
    return true;
  }

  /** Sends an entry. */
  entry(entry: Entry): void {
    this.#all({ type: 'entry', entry });
  }

  /** Sends the state of all streams. */
  state(state: object): void {
    this.#all({ type: 'state', ...state });
  }

  /** Sends a packet or a frame. */
  media(media: ReceivedMedia): void {
    if (this.#readers.size === 0) return;
    const { data, ...header } = media;
    let record: Buffer | undefined;
    for (const reader of this.#readers) {
      if (!mayHave(reader, media)) continue;
      record ??= encodeRecord({ type: 'media', ...header }, data);
      reader.response.write(record);
    }
  }

  /** Ends all responses. */
  close(): void {
    for (const { response } of this.#readers) response.end();
  }

  #all(header: object): void {
    if (this.#readers.size === 0) return;
    const record = encodeRecord(header);
    for (const { response } of this.#readers) {
      // A page that reads nothing at all, as one that the browser has frozen, would grow without bounds: it connects again.
      if (response.writableLength > 2 * MAX_WAITING_BYTES) response.destroy();
      else response.write(record);
    }
  }
}

/** Decides whether a page gets a packet or frame: not while too much waits, and no frame that it cannot decode. */
function mayHave(reader: Reader, { kind, streamId, format, data }: ReceivedMedia): boolean {
  const key = `${kind} ${streamId}`;
  const isFull = reader.response.writableLength > MAX_WAITING_BYTES;
  if (isFull || (reader.broken.has(key) && !isKeyframe(data))) {
    reader.dropped += 1;
    if (format.codec === 'H264') reader.broken.add(key);
    return false;
  }
  reader.broken.delete(key);
  return true;
}
