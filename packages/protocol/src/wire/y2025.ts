/** The 2025 generation (PROTOCOL.md §9.18). Messages not named here are written as in `messages/`. */
import type { MediaServer } from '../messages/handshake.js';
import type { EventParticipant, MeetingEvent } from '../messages/events.js';
import type { UnixMs, UserId } from '../messages/scalars.js';
import type { TranscriptLanguage } from '../language.js';
import type { EventType } from '../event-type.js';
import type { MessageType } from '../message-type.js';
import type { SessionState, StreamState } from '../session.js';
import type { StatusCode2025 } from '../status.js';
import type { MediaParams2025, MediaParamsRequest2025 } from './media-params.js';
import type { IdentifiedRequest } from './numeric.js';

/** 1, client → server: first message on the signaling socket. */
export interface SignalingHandshakeRequest2025 extends IdentifiedRequest {
  msg_type: typeof MessageType.SIGNALING_HAND_SHAKE_REQ;
  protocol_version: 1 | 2;
  /** Any number; ignored. */
  sequence?: number;
}

/** 2, server → client: answer to 1. */
export interface SignalingHandshakeResponse2025 {
  msg_type: typeof MessageType.SIGNALING_HAND_SHAKE_RESP;
  protocol_version: 1 | 2;
  status_code: StatusCode2025;
  /** Only on errors. */
  reason?: string;
  /** Only on success. */
  media_server?: MediaServer;
}

/** 3, client → server: first message on a media socket. */
export interface DataHandshakeRequest2025 extends IdentifiedRequest {
  msg_type: typeof MessageType.DATA_HAND_SHAKE_REQ;
  protocol_version: 1 | 2;
  sequence?: number;
  /**
   * Bit mask of media types, or 32 for everything in scope.
   * @minimum 1
   * @maximum 32
   */
  media_type: number;
  /** False in practice. */
  payload_encryption?: boolean;
  media_params?: MediaParamsRequest2025;
}

/** 4, server → client: answer to 3. */
export interface DataHandshakeResponse2025 {
  msg_type: typeof MessageType.DATA_HAND_SHAKE_RESP;
  protocol_version: 1 | 2;
  status_code: StatusCode2025;
  /** Only on errors. */
  reason?: string;
  /** The same flag under the name that the vendor's SDK insists on (observed). */
  payload_encrypted?: boolean;
  payload_encryption?: boolean;
  /** The effective parameters, only on success. */
  media_params?: MediaParams2025;
}

/**
 * 6, server → client, signaling: the event, and a flat copy of it for clients that read it there
 * (PROTOCOL.md §10.3).
 */
export interface EventUpdate2025 {
  msg_type: typeof MessageType.EVENT_UPDATE;
  event: MeetingEvent;
  event_type?: EventType;
  user_id?: UserId | string;
  user_name?: string;
  timestamp?: UnixMs;
}

/** 6 as servers write it that know the flat form only (observed). */
export interface FlatEventUpdate {
  msg_type: typeof MessageType.EVENT_UPDATE;
  event_type: EventType;
  user_id?: UserId | string;
  user_name?: string;
  participants?: EventParticipant[];
  timestamp?: UnixMs;
}

/** 11, server → client, signaling. */
export interface SessionStateResponse2025 {
  msg_type: typeof MessageType.SESSION_STATE_RESP;
  rtms_session_id: string;
  state: SessionState;
  /** Only for an unknown session (assumed). */
  status_code?: StatusCode2025;
  reason?: string;
  timestamp: UnixMs;
}

/** 20, server → client, signaling. */
export interface StreamStateResponse2025 {
  msg_type: typeof MessageType.STREAM_STATE_RESP;
  rtms_stream_id: string;
  state: StreamState;
  /** Only for an unknown stream (assumed). */
  status_code?: StatusCode2025;
  reason?: string;
  timestamp: UnixMs;
}

/** Fields beside a flat `content` (PROTOCOL.md §12.3, observed). */
export interface FlatMediaFields {
  user_id: UserId;
  user_name?: string;
  timestamp: UnixMs;
}

/** 14 in the flat shape. */
export interface FlatMediaDataAudio extends FlatMediaFields {
  msg_type: typeof MessageType.MEDIA_DATA_AUDIO;
  /** @contentEncoding base64 */
  content: string;
}

/** 15 in the flat shape. */
export interface FlatMediaDataVideo extends FlatMediaFields {
  msg_type: typeof MessageType.MEDIA_DATA_VIDEO;
  /** @contentEncoding base64 */
  content: string;
}

/** 16 in the flat shape. */
export interface FlatMediaDataShare extends FlatMediaFields {
  msg_type: typeof MessageType.MEDIA_DATA_SHARE;
  /** @contentEncoding base64 */
  content: string;
}

/** 17 in the flat shape. */
export interface FlatMediaDataTranscript extends FlatMediaFields {
  msg_type: typeof MessageType.MEDIA_DATA_TRANSCRIPT;
  /** What was said. */
  content: string;
  language?: TranscriptLanguage;
}

/** 18 in the flat shape. */
export interface FlatMediaDataChat extends FlatMediaFields {
  msg_type: typeof MessageType.MEDIA_DATA_CHAT;
  /** The text. */
  content: string;
}
