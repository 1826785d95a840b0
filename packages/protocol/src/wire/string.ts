/** The string generation: names instead of numbers (PROTOCOL.md §9.19). */
import type { EventType } from '../event-type.js';
import type { MediaServerUrls } from '../messages/handshake.js';
import type { EventParticipant } from '../messages/events.js';
import type { UnixMs, UserId } from '../messages/scalars.js';
import type { SessionState, StreamState } from '../session.js';
import type { MediaParamsRequest2025 } from './media-params.js';

/** Fields of both handshake requests (PROTOCOL.md §9.19). */
export interface StringHandshake {
  /** Version of the protocol: 1 (PROTOCOL.md §9.1). */
  protocol_version: 1;
  /**
   * UUID of the meeting. Opaque: may contain `/`, `+` and `=` (PROTOCOL.md §4.2).
   * @minLength 1
   */
  meeting_uuid: string;
  /**
   * Id of the stream, from the webhook that announced it (PROTOCOL.md §6.4).
   * @minLength 1
   */
  rtms_stream_id: string;
  /**
   * Lowercase hex HMAC-SHA256, with or without commas; one published program omits it (PROTOCOL.md §5.3,
   * observed).
   */
  signature?: string;
}

/** Client → server: first message on the signaling socket (PROTOCOL.md §9.19). */
export interface StringSignalingHandshakeRequest extends StringHandshake {
  /** Always `SIGNALING_HAND_SHAKE_REQ`. */
  msg_type: 'SIGNALING_HAND_SHAKE_REQ';
}

/** Media URLs as programs of the time read them (PROTOCOL.md §9.19, observed). */
export interface StringMediaServer {
  /** The same URLs as `media_urls` (PROTOCOL.md §4.4). */
  server_urls: MediaServerUrls;
}

/** Server → client: answer to SIGNALING_HAND_SHAKE_REQ (PROTOCOL.md §9.19). */
export interface StringSignalingHandshakeResponse {
  /** Always `SIGNALING_HAND_SHAKE_RESP`. */
  msg_type: 'SIGNALING_HAND_SHAKE_RESP';
  /**
   * `STATUS_OK` or the name of an error (PROTOCOL.md §3.2).
   * @pattern ^STATUS_[A-Z_]+$
   */
  status: string;
  /**
   * The same value under the name that programs of the time read (PROTOCOL.md §9.19, observed).
   * @pattern ^STATUS_[A-Z_]+$
   */
  status_code?: string;
  /** Description of the error; only on errors. */
  reason?: string;
  /** Media URLs, whose path selects the media; only on success (PROTOCOL.md §3.2, §4.4). */
  media_urls?: MediaServerUrls;
  /** The same URLs under the names that programs of the time read (PROTOCOL.md §9.19, observed). */
  media_server?: StringMediaServer;
}

/** Both directions, signaling: requests a sign of life (PROTOCOL.md §9.19). */
export interface StringKeepAliveRequest {
  /** Always `KEEP_ALIVE_REQ`. */
  msg_type: 'KEEP_ALIVE_REQ';
  /** Time of the request in Unix milliseconds; the answer repeats it (PROTOCOL.md §9.12). */
  timestamp: UnixMs;
}

/** Both directions, signaling: answer to KEEP_ALIVE_REQ (PROTOCOL.md §9.19). */
export interface StringKeepAliveResponse {
  /** Always `KEEP_ALIVE_RESP`. */
  msg_type: 'KEEP_ALIVE_RESP';
  /** The `timestamp` of the request, in Unix milliseconds (PROTOCOL.md §9.12). */
  timestamp?: UnixMs;
}

/** One entry of a subscription (PROTOCOL.md §9.5, assumed for this generation). */
export interface StringEventSubscriptionEntry {
  /** Name of an event type (PROTOCOL.md §18.5). */
  event_type: keyof typeof EventType;
  /** True subscribes, false unsubscribes (PROTOCOL.md §9.5). */
  subscribe: boolean;
}

/** Client → server, signaling. Its fields are not published for this generation (assumed). */
export interface StringEventSubscription {
  /** Always `EVENT_SUBSCRIPTION`. */
  msg_type: 'EVENT_SUBSCRIPTION';
  /** Added to earlier subscriptions (PROTOCOL.md §9.5). */
  events: StringEventSubscriptionEntry[];
}

/** An event of the meeting. Its fields are not published for this generation (assumed). */
export interface StringEvent {
  /** Name of the event type (PROTOCOL.md §18.5). */
  event_type: keyof typeof EventType;
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
  /** The participant of the event: unsigned 32-bit number or a string (PROTOCOL.md §4.2). */
  user_id?: UserId | string;
  /** Display name of the participant (PROTOCOL.md §10.1). */
  user_name?: string;
  /** The participants of a join or leave (PROTOCOL.md §10.1). */
  participants?: EventParticipant[];
}

/** Server → client, signaling: one event (assumed). */
export interface StringEventUpdate {
  /** Always `EVENT_UPDATE`. */
  msg_type: 'EVENT_UPDATE';
  /** The event; `event_type` says which one (PROTOCOL.md §10.1). */
  event: StringEvent;
}

/** Server → client, signaling: the state of the stream changed (PROTOCOL.md §9.19). */
export interface StringStreamStateUpdate {
  /** Always `STREAM_STATE_UPDATE`. */
  msg_type: 'STREAM_STATE_UPDATE';
  /** Name of the new state (PROTOCOL.md §18.4). */
  state: keyof typeof StreamState;
  /** Name of a stop reason (PROTOCOL.md §18.2). */
  reason?: string;
  /** Time of the update in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
}

/** Both directions, signaling: the state of a session changed (PROTOCOL.md §9.17, §9.19). */
export interface StringSessionStateUpdate {
  /** Always `SESSION_STATE_UPDATE`. */
  msg_type: 'SESSION_STATE_UPDATE';
  /** Id of the session, called `rtms_session_id` in later generations (PROTOCOL.md §9.19). */
  session_id?: string;
  /** Name of the new state (PROTOCOL.md §18.3). */
  state: keyof typeof SessionState;
  /**
   * `ACTION_BY_HOST`, `ACTION_BY_USER`, `MEETING_ENDED` or a name of PROTOCOL.md §18.2; null while the
   * session lasts.
   */
  stop_reason?: string | null;
  /** Time of the update in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
}

/**
 * Client → server: first message on a media socket. The path of the URL selects the media
 * (PROTOCOL.md §9.19).
 */
export interface StringDataHandshakeRequest extends StringHandshake {
  /** Always `DATA_HAND_SHAKE_REQ`. */
  msg_type: 'DATA_HAND_SHAKE_REQ';
  /** Requests encryption of the payload, which this generation does not have (PROTOCOL.md §12.5). */
  payload_encryption?: boolean;
  /**
   * Bit mask of media types, or 32 for all. Specified at that time, sent by no known client
   * (PROTOCOL.md §18.7).
   * @minimum 1
   * @maximum 32
   */
  media_type?: number;
  /**
   * Requested media parameters. By default, audio packets of 100 ms and video as H.264 (PROTOCOL.md §9.19).
   */
  media_params?: MediaParamsRequest2025;
}

/** Server → client: answer to DATA_HAND_SHAKE_REQ (PROTOCOL.md §9.19). */
export interface StringDataHandshakeResponse {
  /** Always `DATA_HAND_SHAKE_RESP`. */
  msg_type: 'DATA_HAND_SHAKE_RESP';
  /**
   * `STATUS_OK` or the name of an error (PROTOCOL.md §3.2).
   * @pattern ^STATUS_[A-Z_]+$
   */
  status: string;
  /**
   * The same value under the name that programs of the time read (PROTOCOL.md §9.19, observed).
   * @pattern ^STATUS_[A-Z_]+$
   */
  status_code?: string;
  /** Description of the error; only on errors. */
  reason?: string;
}

/** `content` of audio and video (PROTOCOL.md §12.4). */
export interface StringMediaContent {
  /** Unsigned 32-bit number; 0 in the documents of this generation (PROTOCOL.md §12.4). */
  user_id: UserId;
  /**
   * The payload in base64 (PROTOCOL.md §12.1).
   * @contentEncoding base64
   */
  data: string;
  /** Time of the payload in Unix milliseconds (PROTOCOL.md §12.1). */
  timestamp: UnixMs;
}

/** `content` of transcripts and chat (PROTOCOL.md §12.4). */
export interface StringTextContent {
  /** Unsigned 32-bit number; 0 in the documents of this generation (PROTOCOL.md §12.4). */
  user_id: UserId;
  /** The spoken words, or the text of a chat message, UTF-8 (PROTOCOL.md §12.1). */
  data: string;
  /** Time of the text in Unix milliseconds (PROTOCOL.md §12.1). */
  timestamp: UnixMs;
}

/** Server → client, media: one audio packet (PROTOCOL.md §12.4). */
export interface StringMediaDataAudio {
  /** Always `MEDIA_DATA_AUDIO`. */
  msg_type: 'MEDIA_DATA_AUDIO';
  /** The packet (PROTOCOL.md §12.4). */
  content: StringMediaContent;
}

/** Server → client, media: one video frame (PROTOCOL.md §12.4). */
export interface StringMediaDataVideo {
  /** Always `MEDIA_DATA_VIDEO`. */
  msg_type: 'MEDIA_DATA_VIDEO';
  /** The frame (PROTOCOL.md §12.4). */
  content: StringMediaContent;
}

/** Server → client, media: one utterance as text (PROTOCOL.md §12.4). */
export interface StringMediaDataTranscript {
  /** Always `MEDIA_DATA_TRANSCRIPT`. */
  msg_type: 'MEDIA_DATA_TRANSCRIPT';
  /** The utterance (PROTOCOL.md §12.4). */
  content: StringTextContent;
}

/** Server → client, media: one chat message (assumed). */
export interface StringMediaDataChat {
  /** Always `MEDIA_DATA_CHAT`. */
  msg_type: 'MEDIA_DATA_CHAT';
  /** The message (PROTOCOL.md §12.4). */
  content: StringTextContent;
}
