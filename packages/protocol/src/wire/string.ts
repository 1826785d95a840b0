/** The string generation: names instead of numbers (PROTOCOL.md §9.19). */
import type { EventType } from '../event-type.js';
import type { MediaServerUrls } from '../messages/handshake.js';
import type { EventParticipant } from '../messages/events.js';
import type { UnixMs, UserId } from '../messages/scalars.js';
import type { SessionState, StreamState } from '../session.js';
import type { MediaParamsRequest2025 } from './media-params.js';

/** Fields of both handshake requests. */
export interface StringHandshake {
  protocol_version: 1;
  /** @minLength 1 */
  meeting_uuid: string;
  /** @minLength 1 */
  rtms_stream_id: string;
  /** Hex HMAC-SHA256; one old sample leaves it out. */
  signature?: string;
}

/** Client → server: first message on the signaling socket. */
export interface StringSignalingHandshakeRequest extends StringHandshake {
  msg_type: 'SIGNALING_HAND_SHAKE_REQ';
}

/** Server → client: answer to it. */
export interface StringSignalingHandshakeResponse {
  msg_type: 'SIGNALING_HAND_SHAKE_RESP';
  /**
   * `STATUS_OK` or the name of an error.
   * @pattern ^STATUS_[A-Z_]+$
   */
  status: string;
  /** Only on errors. */
  reason?: string;
  /** Only on success. */
  media_urls?: MediaServerUrls;
}

/** Both ways, signaling. */
export interface StringKeepAliveRequest {
  msg_type: 'KEEP_ALIVE_REQ';
  timestamp: UnixMs;
}

/** Both ways, signaling: the request's timestamp. */
export interface StringKeepAliveResponse {
  msg_type: 'KEEP_ALIVE_RESP';
  timestamp?: UnixMs;
}

/** One entry of a subscription. */
export interface StringEventSubscriptionEntry {
  event_type: keyof typeof EventType;
  subscribe: boolean;
}

/** Client → server, signaling; its body is not published (assumed). */
export interface StringEventSubscription {
  msg_type: 'EVENT_SUBSCRIPTION';
  events: StringEventSubscriptionEntry[];
}

/** Something that happened; its fields are not published (assumed). */
export interface StringEvent {
  event_type: keyof typeof EventType;
  timestamp: UnixMs;
  user_id?: UserId | string;
  user_name?: string;
  participants?: EventParticipant[];
}

/** Server → client, signaling (assumed). */
export interface StringEventUpdate {
  msg_type: 'EVENT_UPDATE';
  event: StringEvent;
}

/** Server → client, signaling. */
export interface StringStreamStateUpdate {
  msg_type: 'STREAM_STATE_UPDATE';
  state: keyof typeof StreamState;
  /** Name of a stop reason. */
  reason?: string;
  timestamp: UnixMs;
}

/** Both ways, signaling. */
export interface StringSessionStateUpdate {
  msg_type: 'SESSION_STATE_UPDATE';
  session_id?: string;
  state: keyof typeof SessionState;
  /** `ACTION_BY_HOST`, `ACTION_BY_USER`, `MEETING_ENDED` or a later name; null while it goes on. */
  stop_reason?: string | null;
  timestamp: UnixMs;
}

/** Client → server: first message on a media socket. The path of the URL says which media are wanted. */
export interface StringDataHandshakeRequest extends StringHandshake {
  msg_type: 'DATA_HAND_SHAKE_REQ';
  payload_encryption?: boolean;
  /**
   * Wanted by the specification of that time, sent by no known client.
   * @minimum 1
   * @maximum 32
   */
  media_type?: number;
  media_params?: MediaParamsRequest2025;
}

/** Server → client: answer to it. */
export interface StringDataHandshakeResponse {
  msg_type: 'DATA_HAND_SHAKE_RESP';
  /**
   * `STATUS_OK` or the name of an error.
   * @pattern ^STATUS_[A-Z_]+$
   */
  status: string;
  /** Only on errors. */
  reason?: string;
}

/** `content` of audio and video. */
export interface StringMediaContent {
  user_id: UserId;
  /** @contentEncoding base64 */
  data: string;
  timestamp: UnixMs;
}

/** `content` of transcripts and chat. */
export interface StringTextContent {
  user_id: UserId;
  data: string;
  timestamp: UnixMs;
}

/** Server → client, media. */
export interface StringMediaDataAudio {
  msg_type: 'MEDIA_DATA_AUDIO';
  content: StringMediaContent;
}

/** Server → client, media. */
export interface StringMediaDataVideo {
  msg_type: 'MEDIA_DATA_VIDEO';
  content: StringMediaContent;
}

/** Server → client, media. */
export interface StringMediaDataTranscript {
  msg_type: 'MEDIA_DATA_TRANSCRIPT';
  content: StringTextContent;
}

/** Server → client, media (assumed). */
export interface StringMediaDataChat {
  msg_type: 'MEDIA_DATA_CHAT';
  content: StringTextContent;
}
