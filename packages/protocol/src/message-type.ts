/** Message types: the value of `msg_type` in every message. */

/**
 * Message types of the 2025 and 2026 generations; the string generation sends the names instead of the
 * numbers. 0 to 20 exist in both numeric generations, 21 to 29 in 2026 only.
 * @see https://developers.zoom.us/docs/rtms/event-reference/ (documented; PROTOCOL.md §9)
 */
export const MessageType = {
  /** Not used by any message. */
  UNDEFINED: 0,
  /** First message on the signaling socket. Client → server (PROTOCOL.md §9.1). */
  SIGNALING_HAND_SHAKE_REQ: 1,
  /** Answer to 1 with the media URLs. Server → client, signaling socket (PROTOCOL.md §9.2). */
  SIGNALING_HAND_SHAKE_RESP: 2,
  /** First message on each media socket. Client → server (PROTOCOL.md §9.3). */
  DATA_HAND_SHAKE_REQ: 3,
  /** Answer to 3 with the granted media parameters. Server → client, media socket (PROTOCOL.md §9.4). */
  DATA_HAND_SHAKE_RESP: 4,
  /** Subscribes to events. Client → server, signaling socket (PROTOCOL.md §9.5). */
  EVENT_SUBSCRIPTION: 5,
  /** One event. Server → client, signaling socket (PROTOCOL.md §9.6). */
  EVENT_UPDATE: 6,
  /** Media may flow. Client → server, signaling socket (PROTOCOL.md §9.7). */
  CLIENT_READY_ACK: 7,
  /** New state of the stream. Server → client, signaling socket (PROTOCOL.md §9.8). */
  STREAM_STATE_UPDATE: 8,
  /** New state of a session. Server → client, signaling socket (PROTOCOL.md §9.9). */
  SESSION_STATE_UPDATE: 9,
  /** Requests the state of a session. Client → server, signaling socket (PROTOCOL.md §9.10). */
  SESSION_STATE_REQ: 10,
  /** Answer to 10. Server → client, signaling socket (PROTOCOL.md §9.10). */
  SESSION_STATE_RESP: 11,
  /** Requests a sign of life. Server → client, both sockets (PROTOCOL.md §9.12). */
  KEEP_ALIVE_REQ: 12,
  /** Answer to 12. Client → server, both sockets (PROTOCOL.md §9.12). */
  KEEP_ALIVE_RESP: 13,
  /** One audio packet. Server → client, media socket (PROTOCOL.md §12.1). */
  MEDIA_DATA_AUDIO: 14,
  /** One video frame. Server → client, media socket (PROTOCOL.md §12.1). */
  MEDIA_DATA_VIDEO: 15,
  /** One frame of the screen share. Server → client, media socket (PROTOCOL.md §12.1). */
  MEDIA_DATA_SHARE: 16,
  /** One utterance as text. Server → client, media socket (PROTOCOL.md §12.1). */
  MEDIA_DATA_TRANSCRIPT: 17,
  /** One chat message. Server → client, media socket (PROTOCOL.md §12.2). */
  MEDIA_DATA_CHAT: 18,
  /** Requests the state of the stream. Client → server, signaling socket (PROTOCOL.md §9.11). */
  STREAM_STATE_REQ: 19,
  /** Answer to 19. Server → client, signaling socket (PROTOCOL.md §9.11). */
  STREAM_STATE_RESP: 20,
  /** Ends the stream. Client → server, signaling socket (PROTOCOL.md §9.14). */
  STREAM_CLOSE_REQ: 21,
  /** Answer to 21. Server → client, signaling socket (PROTOCOL.md §9.14). */
  STREAM_CLOSE_RESP: 22,
  /** Announced without a body; not sent by any known server (PROTOCOL.md §9.15). */
  META_DATA_AUDIO: 23,
  /** Announced without a body; not sent by any known server (PROTOCOL.md §9.15). */
  META_DATA_VIDEO: 24,
  /** Announced without a body; not sent by any known server (PROTOCOL.md §9.15). */
  META_DATA_SHARE: 25,
  /** Announced without a body; not sent by any known server (PROTOCOL.md §9.15). */
  META_DATA_TRANSCRIPT: 26,
  /** Announced without a body; not sent by any known server (PROTOCOL.md §9.15). */
  META_DATA_CHAT: 27,
  /** Chooses one participant's video. Client → server, signaling socket (PROTOCOL.md §9.16). */
  VIDEO_SUBSCRIPTION_REQ: 28,
  /** Answer to 28. Server → client, signaling socket (PROTOCOL.md §9.16). */
  VIDEO_SUBSCRIPTION_RESP: 29,
} as const;
export type MessageType = (typeof MessageType)[keyof typeof MessageType];
/** A message type by name, as the string generation sends it: `KEEP_ALIVE_REQ`. */
export type MessageTypeName = keyof typeof MessageType;

const NAMES = new Map<number, MessageTypeName>(
  Object.entries(MessageType).map(([name, number]) => [number, name as MessageTypeName]),
);

/** Name of a message type: 12 gives `KEEP_ALIVE_REQ`. `undefined` for a number without a name. */
export function messageTypeName(type: number): MessageTypeName | undefined {
  return NAMES.get(type);
}
