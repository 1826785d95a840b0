/** Binary frames of the live-media API. */

/** First byte of a binary frame. */
export const LiveKind = {
  audio: 1,
  cameraH264: 2,
  cameraJpg: 3,
  shareH264: 5,
  shareJpg: 6,
  caption: 8,
  chat: 9,
} as const;

/** One of {@link LiveKind}. */
export type LiveKind = (typeof LiveKind)[keyof typeof LiveKind];

const HEADER_BYTES = 9;

/** One byte of kind, eight of timestamp in µs (big-endian), then the payload. */
export function liveFrame(
  kind: LiveKind,
  payload: Uint8Array | ArrayBuffer,
  timestampUs: number,
): Uint8Array<ArrayBuffer> {
  const bytes = payload instanceof Uint8Array ? payload : new Uint8Array(payload);
  const frame = new Uint8Array(HEADER_BYTES + bytes.length);
  frame[0] = kind;
  new DataView(frame.buffer).setBigUint64(1, BigInt(Math.max(0, Math.round(timestampUs))));
  frame.set(bytes, HEADER_BYTES);
  return frame;
}
