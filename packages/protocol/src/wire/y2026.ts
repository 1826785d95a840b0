/** The 2026 generation (PROTOCOL.md §9). Messages not named here are written as in `messages/`. */
import type { MediaServer } from '../messages/handshake.js';
import type { ContactCenterEvent, ContactCenterParticipant, MeetingEvent } from '../messages/events.js';
import type { UnixMs, UserId } from '../messages/scalars.js';
import type { MessageType } from '../message-type.js';
import type { SessionState, StreamState } from '../session.js';
import type { StatusCode2026 } from '../status.js';
import type { MediaParams2026, MediaParamsRequest2026 } from './media-params.js';
import type { IdentifiedRequest } from './numeric.js';

/** 1, client → server: first message on the signaling socket. */
export interface SignalingHandshakeRequest2026 extends IdentifiedRequest {
  msg_type: typeof MessageType.SIGNALING_HAND_SHAKE_REQ;
  protocol_version: 1 | 2;
  /** Documented to start at 1; not checked. */
  sequence?: number;
  /**
   * False drops audio captured between webhook and signaling handshake.
   * @default true
   */
  buffer_data?: boolean;
}

/** 2, server → client: answer to 1. */
export interface SignalingHandshakeResponse2026 {
  msg_type: typeof MessageType.SIGNALING_HAND_SHAKE_RESP;
  protocol_version: 1 | 2;
  sequence?: number;
  status_code: StatusCode2026;
  /** Empty on success. */
  reason: string;
  /** Only on success. */
  media_server?: MediaServer;
}

/** 3, client → server: first message on a media socket. */
export interface DataHandshakeRequest2026 extends IdentifiedRequest {
  msg_type: typeof MessageType.DATA_HAND_SHAKE_REQ;
  protocol_version: 1 | 2;
  sequence?: number;
  /**
   * Bit mask of media types, or 32 for everything in scope.
   * @minimum 1
   * @maximum 32
   */
  media_type: number;
  /** No longer documented, still sent by clients. */
  payload_encryption?: boolean;
  media_params?: MediaParamsRequest2026;
}

/** 4, server → client: answer to 3. */
export interface DataHandshakeResponse2026 {
  msg_type: typeof MessageType.DATA_HAND_SHAKE_RESP;
  protocol_version: 1 | 2;
  sequence?: number;
  status_code: StatusCode2026;
  /** Empty on success. */
  reason: string;
  /** The example's name of the flag. */
  payload_encrypted?: boolean;
  /** The field table's name of the same flag. */
  payload_encryption?: boolean;
  /** The effective parameters, only on success. */
  media_params?: MediaParams2026;
}

/**
 * A Contact Center event; the party also under the misspelt key that one published sample reads
 * (PROTOCOL.md §10.2).
 */
export interface WireContactCenterEvent extends ContactCenterEvent {
  paticipant_info?: ContactCenterParticipant;
}

/** 6, server → client, signaling. */
export interface EventUpdate2026 {
  msg_type: typeof MessageType.EVENT_UPDATE;
  event: MeetingEvent | WireContactCenterEvent;
}

/** 11, server → client, signaling. */
export interface SessionStateResponse2026 {
  msg_type: typeof MessageType.SESSION_STATE_RESP;
  rtms_session_id: string;
  state: SessionState;
  /** Only for an unknown session (assumed). */
  status_code?: StatusCode2026;
  reason?: string;
  timestamp: UnixMs;
}

/** 20, server → client, signaling. */
export interface StreamStateResponse2026 {
  msg_type: typeof MessageType.STREAM_STATE_RESP;
  rtms_stream_id: string;
  state: StreamState;
  /** Only for an unknown stream (assumed). */
  status_code?: StatusCode2026;
  reason?: string;
  timestamp: UnixMs;
}

/** 22, server → client, signaling. */
export interface StreamCloseResponse2026 {
  msg_type: typeof MessageType.STREAM_CLOSE_RESP;
  rtms_stream_id: string;
  status_code: StatusCode2026;
  /** `OK` on success. */
  reason: string;
  timestamp: UnixMs;
}

/** 29, server → client, signaling. */
export interface VideoSubscriptionResponse2026 {
  msg_type: typeof MessageType.VIDEO_SUBSCRIPTION_RESP;
  user_id: UserId;
  /** The request's; read by one published client, which takes a missing one for true (observed). */
  subscribe?: boolean;
  status_code: StatusCode2026;
  /** `OK` on success. */
  reason: string;
  timestamp: UnixMs;
}
