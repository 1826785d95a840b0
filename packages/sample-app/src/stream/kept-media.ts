import type { ReceivedMedia } from './received.js';

/** Media of one participant that can be downloaded. */
export interface KeptTrack {
  readonly streamId: string;
  readonly kind: ReceivedMedia['kind'];
  readonly userId: number;
  readonly userName: string;
  readonly codec: string;
  /** Number of packets or frames. */
  frames: number;
  bytes: number;
  /** Time of the newest one, in Unix milliseconds. */
  lastMs: number;
}

/** Bytes that an item costs beside its data, roughly. */
const ITEM_BYTES = 200;

/**
 * The newest media of all streams, up to a number of bytes: when it is full, the oldest packets are dropped, whichever
 * stream they belong to.
 */
export class KeptMedia {
  readonly #maxBytes: number;
  #items: (ReceivedMedia | undefined)[] = [];
  /** Index of the oldest item. Items before it are dropped. */
  #first = 0;
  #bytes = 0;
  #dropped = 0;
  /** One track for each participant, kind and codec, kept up to date: pages are told about them every second. */
  readonly #tracks = new Map<string, KeptTrack>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Number of items that were dropped because newer ones needed the room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Keeps an item; drops the oldest ones if needed. */
  add(item: ReceivedMedia): void {
    this.#items.push(item);
    this.#bytes += costOf(item);
    this.#count(item);
    while (this.#bytes > this.#maxBytes) {
      const oldest = this.#items[this.#first];
      if (oldest === undefined) break;
      this.#items[this.#first] = undefined;
      this.#first += 1;
      this.#dropped += 1;
      this.#bytes -= costOf(oldest);
      this.#discount(oldest);
    }
    if (this.#first > 1000 && this.#first > this.#items.length / 2) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
  }

  /** Items of a stream, oldest first. */
  *of(streamId: string, kind: ReceivedMedia['kind'], userId?: number): IterableIterator<ReceivedMedia> {
    for (const item of this.#items.slice(this.#first)) {
      if (item === undefined || item.streamId !== streamId || item.kind !== kind) continue;
      if (userId === undefined || item.userId === userId) yield item;
    }
  }

  /** One track for each participant, kind and codec. */
  tracks(): KeptTrack[] {
    return [...this.#tracks.values()];
  }

  #count(item: ReceivedMedia): void {
    const { streamId, kind, userId, userName, timestamp, format, data } = item;
    const key = keyOf(item);
    let track = this.#tracks.get(key);
    if (track === undefined) {
      const { codec } = format;
      const counts = { frames: 0, bytes: 0, lastMs: timestamp };
      track = { streamId, kind, userId, userName, codec, ...counts };
      this.#tracks.set(key, track);
    }
    track.frames += 1;
    track.bytes += data.length;
    track.lastMs = timestamp;
  }

  #discount(item: ReceivedMedia): void {
    const key = keyOf(item);
    const track = this.#tracks.get(key);
    if (track === undefined) return;
    track.frames -= 1;
    track.bytes -= item.data.length;
    if (track.frames === 0) this.#tracks.delete(key);
  }
}

function keyOf({ streamId, kind, userId, format }: ReceivedMedia): string {
  return `${streamId} ${kind} ${userId} ${format.codec}`;
}

function costOf({ data }: ReceivedMedia): number {
  return data.length + ITEM_BYTES;
}
