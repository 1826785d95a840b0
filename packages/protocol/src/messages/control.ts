import type { MessageType } from '../message-type.js';
import type { SessionState, StreamState } from '../session.js';
import type { StatusName } from '../status.js';
import type { StopReason } from '../stop-reason.js';
import type { UnixMs, UserId } from './scalars.js';

/** 7, client → server, signaling: media may flow. No answer (PROTOCOL.md §9.7, documented). */
export interface ClientReadyAck {
  /** Always 7, CLIENT_READY_ACK. */
  msg_type: typeof MessageType.CLIENT_READY_ACK;
  /** Id of the stream that is ready (PROTOCOL.md §9.7). */
  rtms_stream_id: string;
}

/** 8, server → client, signaling: the state of the stream changed (PROTOCOL.md §9.8, documented). */
export interface StreamStateUpdate {
  /** Always 8, STREAM_STATE_UPDATE. */
  msg_type: typeof MessageType.STREAM_STATE_UPDATE;
  /** Id of the stream (PROTOCOL.md §9.8). */
  rtms_stream_id?: string;
  /** New state, 0 to 6; after 4, TERMINATED, close every socket (PROTOCOL.md §18.4). */
  state: StreamState;
  /** Reason, only when the stream is interrupted or has ended (PROTOCOL.md §9.8, §18.2). */
  reason?: StopReason;
  /** Time of the update in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
}

/** 9, server → client, signaling: the state of a session changed (PROTOCOL.md §9.9, documented). */
export interface SessionStateUpdate {
  /** Always 9, SESSION_STATE_UPDATE. */
  msg_type: typeof MessageType.SESSION_STATE_UPDATE;
  /** Id of the session: one user's permission for the stream (PROTOCOL.md §2). */
  rtms_session_id: string;
  /** New state, 0 to 5 (PROTOCOL.md §18.3). */
  state: SessionState;
  /** Reason, only when the session stops (PROTOCOL.md §9.9, §18.2). */
  stop_reason?: StopReason;
  /** Time of the update in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
}

/** 10, client → server, signaling: requests the state of a session (PROTOCOL.md §9.10, documented). */
export interface SessionStateRequest {
  /** Always 10, SESSION_STATE_REQ. */
  msg_type: typeof MessageType.SESSION_STATE_REQ;
  /** Id of the session (PROTOCOL.md §9.10). */
  rtms_session_id: string;
}

/** 11, server → client, signaling: answer to 10 (PROTOCOL.md §9.10, documented). */
export interface SessionStateResponse {
  /** Always 11, SESSION_STATE_RESP. */
  msg_type: typeof MessageType.SESSION_STATE_RESP;
  /** The id of the request (PROTOCOL.md §9.10). */
  rtms_session_id: string;
  /** State of the session, 0 to 5; 0 for an unknown session (PROTOCOL.md §9.10, §18.3). */
  state: SessionState;
  /** Error by name, only for an unknown or missing id; a number on the wire (PROTOCOL.md §9.10, assumed). */
  status?: StatusName;
  /** Description of the error, only together with a status (PROTOCOL.md §9.10, assumed). */
  reason?: string;
  /** Time of receipt of the request in Unix milliseconds (PROTOCOL.md §9.10). */
  timestamp: UnixMs;
}

/** 12, server → client, both sockets: requests a sign of life (PROTOCOL.md §9.12, documented). */
export interface KeepAliveRequest {
  /** Always 12, KEEP_ALIVE_REQ. */
  msg_type: typeof MessageType.KEEP_ALIVE_REQ;
  /** Time of the request in Unix milliseconds; the answer repeats it (PROTOCOL.md §9.12). */
  timestamp: UnixMs;
  /**
   * Encoded as 0 if omitted: the vendor's SDK answers only requests with one (PROTOCOL.md §9.12, observed).
   */
  sequence?: number;
}

/** 13, client → server, both sockets: answer to 12 on the same socket (PROTOCOL.md §9.12, documented). */
export interface KeepAliveResponse {
  /** Always 13, KEEP_ALIVE_RESP. */
  msg_type: typeof MessageType.KEEP_ALIVE_RESP;
  /**
   * The `timestamp` of the request, in Unix milliseconds. Some clients of 2025 omit it (PROTOCOL.md §9.18).
   */
  timestamp?: UnixMs;
  /** The `sequence` of the request, sent by the vendor's SDK (PROTOCOL.md §9.12, observed). */
  sequence?: number;
}

/** 19, client → server, signaling: requests the state of the stream (PROTOCOL.md §9.11, documented). */
export interface StreamStateRequest {
  /** Always 19, STREAM_STATE_REQ. */
  msg_type: typeof MessageType.STREAM_STATE_REQ;
  /** Id of the stream (PROTOCOL.md §9.11). */
  rtms_stream_id: string;
}

/** 20, server → client, signaling: answer to 19 (PROTOCOL.md §9.11, documented). */
export interface StreamStateResponse {
  /** Always 20, STREAM_STATE_RESP. */
  msg_type: typeof MessageType.STREAM_STATE_RESP;
  /** The id of the request (PROTOCOL.md §9.11). */
  rtms_stream_id: string;
  /** State of the stream, 0 to 6; 0 for an unknown stream (PROTOCOL.md §9.11, §18.4). */
  state: StreamState;
  /** Error by name, only for an unknown or missing id; a number on the wire (PROTOCOL.md §9.11, assumed). */
  status?: StatusName;
  /** Description of the error, only together with a status (PROTOCOL.md §9.11, assumed). */
  reason?: string;
  /** Time of receipt of the request in Unix milliseconds (PROTOCOL.md §9.11). */
  timestamp: UnixMs;
}

/** 21, client → server, signaling: ends this stream; 2026 only (PROTOCOL.md §9.14, documented). */
export interface StreamCloseRequest {
  /** Always 21, STREAM_CLOSE_REQ. */
  msg_type: typeof MessageType.STREAM_CLOSE_REQ;
  /** Id of the stream to end (PROTOCOL.md §9.14). */
  rtms_stream_id: string;
}

/** 22, server → client, signaling: answer to 21; 2026 only (PROTOCOL.md §9.14, documented). */
export interface StreamCloseResponse {
  /** Always 22, STREAM_CLOSE_RESP. */
  msg_type: typeof MessageType.STREAM_CLOSE_RESP;
  /** The id of the request (PROTOCOL.md §9.14). */
  rtms_stream_id: string;
  /** `STATUS_OK`, or the error by name; a number on the wire (PROTOCOL.md §18.1). */
  status: StatusName;
  /** `OK` on success, otherwise a description of the error (PROTOCOL.md §9.14). */
  reason: string;
  /** Time of the answer in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
}

/**
 * 28, client → server, signaling: chooses one participant's video; 2026 only (PROTOCOL.md §9.16, documented).
 */
export interface VideoSubscriptionRequest {
  /** Always 28, VIDEO_SUBSCRIPTION_REQ. */
  msg_type: typeof MessageType.VIDEO_SUBSCRIPTION_REQ;
  /** Participant to choose, from event 8; a new choice replaces the previous one (PROTOCOL.md §9.16). */
  user_id: UserId;
  /** True subscribes to the participant's video, false ends the subscription (PROTOCOL.md §9.16). */
  subscribe: boolean;
  /** Time of the request in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp?: UnixMs;
}

/** 29, server → client, signaling: answer to 28; 2026 only (PROTOCOL.md §9.16, documented). */
export interface VideoSubscriptionResponse {
  /** Always 29, VIDEO_SUBSCRIPTION_RESP. */
  msg_type: typeof MessageType.VIDEO_SUBSCRIPTION_RESP;
  /** The participant of the request (PROTOCOL.md §9.16). */
  user_id: UserId;
  /** The value of the request, for a client that reads it there (PROTOCOL.md §9.16, observed). */
  subscribe?: boolean;
  /** `STATUS_OK`, or the error by name; a number on the wire (PROTOCOL.md §18.1). */
  status: StatusName;
  /** `OK` on success, otherwise a description of the error (PROTOCOL.md §9.16). */
  reason: string;
  /** Time of the answer in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
}
