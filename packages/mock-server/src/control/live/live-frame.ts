/**
 * Binary frames of the WebSocket `/api/meetings/:streamId/live`: one byte of kind, eight bytes of timestamp in
 * microseconds (unsigned, big-endian), and the payload.
 */
import type { FrameKind } from '../../media/sources/live/guest-media.js';
import type { VideoCodec } from '../../media/sources/live/live-options.js';

/** Number of bytes before the payload. */
export const LIVE_HEADER_BYTES = 9;

/** Content of a frame. */
export type LiveContent =
  | { readonly type: 'audio' }
  | { readonly type: 'frame'; readonly of: FrameKind; readonly codec: VideoCodec }
  | { readonly type: 'caption' }
  | { readonly type: 'chat' };

/** Contents by the first byte. */
export const LIVE_KINDS: ReadonlyMap<number, LiveContent> = new Map<number, LiveContent>([
  [1, { type: 'audio' }],
  [2, { type: 'frame', of: 'video', codec: 'H264' }],
  [3, { type: 'frame', of: 'video', codec: 'JPG' }],
  [4, { type: 'frame', of: 'video', codec: 'PNG' }],
  [5, { type: 'frame', of: 'share', codec: 'H264' }],
  [6, { type: 'frame', of: 'share', codec: 'JPG' }],
  [7, { type: 'frame', of: 'share', codec: 'PNG' }],
  [8, { type: 'caption' }],
  [9, { type: 'chat' }],
]);

/** A frame of a producer. */
export interface LiveFrame {
  /** First byte. */
  readonly kind: number;
  readonly content: LiveContent;
  /** Time on the clock of the producer, in milliseconds. */
  readonly timestampMs: number;
  readonly payload: Uint8Array;
}

/** A frame, or the reason why the bytes are none. */
export type LiveFrameReading =
  | { readonly ok: true; readonly frame: LiveFrame }
  | { readonly ok: false; readonly message: string };

/** Reads a binary frame. The payload shares its memory with `bytes`. */
export function readLiveFrame(bytes: Uint8Array): LiveFrameReading {
  if (bytes.length <= LIVE_HEADER_BYTES) {
    const message = `A frame has one byte of kind, eight of timestamp and a payload; this one has ${bytes.length} bytes in all.`;
    return { ok: false, message };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = view.getUint8(0);
  const content = LIVE_KINDS.get(kind);
  if (content === undefined) {
    const last = LIVE_KINDS.size;
    return {
      ok: false,
      message: `Kind ${kind} does not exist; 1 is audio, 2 to 4 camera, 5 to 7 share, 8 caption, ${last} chat.`,
    };
  }
  const timestampMs = Number(view.getBigUint64(1)) / 1000;
  return { ok: true, frame: { kind, content, timestampMs, payload: bytes.subarray(LIVE_HEADER_BYTES) } };
}

/** Reads little-endian 16-bit samples; `undefined` if a sample is cut in half. */
export function readSamples(payload: Uint8Array): Int16Array | undefined {
  if (payload.length % 2 !== 0) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const samples = new Int16Array(payload.length / 2);
  for (let index = 0; index < samples.length; index += 1) samples[index] = view.getInt16(index * 2, true);
  return samples;
}

/**
 * Relation between the clock of a producer and that of the server: the smallest delay that was seen. Only durations are
 * derived from it, so that the clocks may differ by any amount.
 */
export class SenderClock {
  #offsetMs = Infinity;
  /** Latest timestamp by kind. */
  readonly #latest = new Map<number, number>();

  /** Notes a timestamp that arrived at `nowMs`. Returns false if it is before the previous one of this kind. */
  observe(kind: number, timestampMs: number, nowMs: number): boolean {
    if (timestampMs < (this.#latest.get(kind) ?? -Infinity)) return false;
    this.#latest.set(kind, timestampMs);
    this.#offsetMs = Math.min(this.#offsetMs, nowMs - timestampMs);
    return true;
  }

  /** Milliseconds that have passed between a timestamp and `nowMs`. Never negative. */
  ageMs(timestampMs: number, nowMs: number): number {
    return Math.max(0, nowMs - timestampMs - this.#offsetMs);
  }
}
