/**
 * Message types: the value of `msg_type` in every message.
 */

/**
 * Numbers of the 2025 and 2026 generations; the string generation sends the names themselves.
 * 0 to 20 exist in both numeric generations, 21 to 29 in 2026 only.
 * @see https://developers.zoom.us/docs/rtms/event-reference/ (documented; PROTOCOL.md §9)
 */
export const MessageType = {
  /** No message carries it. */
  UNDEFINED: 0,
  /** Client → server, signaling socket. */
  SIGNALING_HAND_SHAKE_REQ: 1,
  /** Server → client, signaling socket. */
  SIGNALING_HAND_SHAKE_RESP: 2,
  /** Client → server, media socket. */
  DATA_HAND_SHAKE_REQ: 3,
  /** Server → client, media socket. */
  DATA_HAND_SHAKE_RESP: 4,
  /** Client → server, signaling socket. */
  EVENT_SUBSCRIPTION: 5,
  /** Server → client, signaling socket. */
  EVENT_UPDATE: 6,
  /** Client → server, signaling socket. */
  CLIENT_READY_ACK: 7,
  /** Server → client, signaling socket. */
  STREAM_STATE_UPDATE: 8,
  /** Server → client, signaling socket. */
  SESSION_STATE_UPDATE: 9,
  /** Client → server, signaling socket. */
  SESSION_STATE_REQ: 10,
  /** Server → client, signaling socket. */
  SESSION_STATE_RESP: 11,
  /** Server → client, both sockets. */
  KEEP_ALIVE_REQ: 12,
  /** Client → server, both sockets. */
  KEEP_ALIVE_RESP: 13,
  /** Server → client, media socket. */
  MEDIA_DATA_AUDIO: 14,
  /** Server → client, media socket. */
  MEDIA_DATA_VIDEO: 15,
  /** Server → client, media socket. */
  MEDIA_DATA_SHARE: 16,
  /** Server → client, media socket. */
  MEDIA_DATA_TRANSCRIPT: 17,
  /** Server → client, media socket. */
  MEDIA_DATA_CHAT: 18,
  /** Client → server, signaling socket. */
  STREAM_STATE_REQ: 19,
  /** Server → client, signaling socket. */
  STREAM_STATE_RESP: 20,
  /** Client → server, signaling socket. */
  STREAM_CLOSE_REQ: 21,
  /** Server → client, signaling socket. */
  STREAM_CLOSE_RESP: 22,
  /** Server → client, media socket. */
  META_DATA_AUDIO: 23,
  /** Server → client, media socket. Reserved: announced, no body published. */
  META_DATA_VIDEO: 24,
  /** Server → client, media socket. Reserved: announced, no body published. */
  META_DATA_SHARE: 25,
  /** Server → client, media socket. Reserved: announced, no body published. */
  META_DATA_TRANSCRIPT: 26,
  /** Server → client, media socket. Reserved: announced, no body published. */
  META_DATA_CHAT: 27,
  /** Client → server, signaling socket. */
  VIDEO_SUBSCRIPTION_REQ: 28,
  /** Server → client, signaling socket. */
  VIDEO_SUBSCRIPTION_RESP: 29,
} as const;
export type MessageType = (typeof MessageType)[keyof typeof MessageType];
export type MessageTypeName = keyof typeof MessageType;

const NAMES = new Map<number, MessageTypeName>(
  Object.entries(MessageType).map(([name, number]) => [number, name as MessageTypeName]),
);

/** `12` → `KEEP_ALIVE_REQ`; `undefined` for a number that is no message type. */
export function messageTypeName(type: number): MessageTypeName | undefined {
  return NAMES.get(type);
}
