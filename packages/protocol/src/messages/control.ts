import type { MessageType } from '../message-type.js';
import type { SessionState, StreamState } from '../session.js';
import type { StatusName } from '../status.js';
import type { StopReason } from '../stop-reason.js';
import type { UnixMs, UserId } from './scalars.js';

/** 7, client → server, signaling: media may flow (PROTOCOL.md §9.7, documented). No response. */
export interface ClientReadyAck {
  msg_type: typeof MessageType.CLIENT_READY_ACK;
  rtms_stream_id: string;
}

/** 8, server → client, signaling (PROTOCOL.md §9.8, documented). */
export interface StreamStateUpdate {
  msg_type: typeof MessageType.STREAM_STATE_UPDATE;
  rtms_stream_id?: string;
  state: StreamState;
  reason?: StopReason;
  /** Unix milliseconds. */
  timestamp: UnixMs;
}

/**
 * 9, server → client, signaling (PROTOCOL.md §9.9, documented). `stop_reason` only when the session stops.
 */
export interface SessionStateUpdate {
  msg_type: typeof MessageType.SESSION_STATE_UPDATE;
  rtms_session_id: string;
  state: SessionState;
  stop_reason?: StopReason;
  /** Unix milliseconds. */
  timestamp: UnixMs;
}

/** 10, client → server, signaling (PROTOCOL.md §9.10, documented). */
export interface SessionStateRequest {
  msg_type: typeof MessageType.SESSION_STATE_REQ;
  rtms_session_id: string;
}

/**
 * 11, server → client, signaling (PROTOCOL.md §9.10). `status` and `reason` only for an unknown session
 * (assumed).
 */
export interface SessionStateResponse {
  msg_type: typeof MessageType.SESSION_STATE_RESP;
  rtms_session_id: string;
  state: SessionState;
  status?: StatusName;
  reason?: string;
  timestamp: UnixMs;
}

/** 12, server → client, both sockets (PROTOCOL.md §9.12, documented). */
export interface KeepAliveRequest {
  msg_type: typeof MessageType.KEEP_ALIVE_REQ;
  /** Unix milliseconds, to be echoed. */
  timestamp: UnixMs;
  /** Written as 0 unless given: the vendor's SDK answers no request without one (observed). */
  sequence?: number;
}

/** 13, client → server, both sockets (PROTOCOL.md §9.12, documented). */
export interface KeepAliveResponse {
  msg_type: typeof MessageType.KEEP_ALIVE_RESP;
  /** The request's `timestamp`. Some old clients leave it out. */
  timestamp?: UnixMs;
  /** The request's `sequence`, from the vendor's SDK (observed). */
  sequence?: number;
}

/** 19, client → server, signaling (PROTOCOL.md §9.11, documented). */
export interface StreamStateRequest {
  msg_type: typeof MessageType.STREAM_STATE_REQ;
  rtms_stream_id: string;
}

/**
 * 20, server → client, signaling (PROTOCOL.md §9.11). `status` and `reason` only for an unknown stream
 * (assumed).
 */
export interface StreamStateResponse {
  msg_type: typeof MessageType.STREAM_STATE_RESP;
  rtms_stream_id: string;
  state: StreamState;
  status?: StatusName;
  reason?: string;
  timestamp: UnixMs;
}

/** 21, client → server, signaling: end this stream (PROTOCOL.md §9.14, documented; 2026). */
export interface StreamCloseRequest {
  msg_type: typeof MessageType.STREAM_CLOSE_REQ;
  rtms_stream_id: string;
}

/** 22, server → client, signaling (PROTOCOL.md §9.14, documented; 2026). */
export interface StreamCloseResponse {
  msg_type: typeof MessageType.STREAM_CLOSE_RESP;
  rtms_stream_id: string;
  status: StatusName;
  reason: string;
  timestamp: UnixMs;
}

/** 28, client → server, signaling: choose one participant's video (PROTOCOL.md §9.16, documented; 2026). */
export interface VideoSubscriptionRequest {
  msg_type: typeof MessageType.VIDEO_SUBSCRIPTION_REQ;
  user_id: UserId;
  subscribe: boolean;
  timestamp?: UnixMs;
}

/** 29, server → client, signaling (PROTOCOL.md §9.16, documented; `subscribe` echoed: observed). */
export interface VideoSubscriptionResponse {
  msg_type: typeof MessageType.VIDEO_SUBSCRIPTION_RESP;
  user_id: UserId;
  subscribe?: boolean;
  status: StatusName;
  reason: string;
  timestamp: UnixMs;
}
