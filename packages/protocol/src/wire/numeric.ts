/** What both numeric generations write alike and `messages/` does not. */
import type { MessageType } from '../message-type.js';
import type { EntityIds } from '../messages/ids.js';
import type { UnixMs } from '../messages/scalars.js';
import type { SessionState, StreamState } from '../session.js';
import type { StopReason } from '../stop-reason.js';

/** A text that is not empty: an id. */
export interface IdentifiedRequest extends EntityIds {
  /** @minLength 1 */
  meeting_uuid?: string;
  /** @minLength 1 */
  webinar_uuid?: string;
  /** @minLength 1 */
  session_id?: string;
  /** @minLength 1 */
  engagement_id?: string;
  /** @minLength 1 */
  call_id?: string;
  /** @minLength 1 */
  rtms_stream_id: string;
  /**
   * Lowercase hex HMAC-SHA256 over client id, entity id and stream id, joined by commas.
   * @pattern ^[0-9a-f]{64}$
   */
  signature: string;
}

/** 8, server → client, signaling (PROTOCOL.md §9.8): the reason under both names that clients read. */
export interface WireStreamStateUpdate {
  msg_type: typeof MessageType.STREAM_STATE_UPDATE;
  rtms_stream_id?: string;
  state: StreamState;
  reason?: StopReason;
  stop_reason?: StopReason;
  timestamp: UnixMs;
}

/**
 * 9, server → client, signaling (PROTOCOL.md §9.9): the reason, only when stopped, under both names that
 * clients read.
 */
export interface WireSessionStateUpdate {
  msg_type: typeof MessageType.SESSION_STATE_UPDATE;
  rtms_session_id: string;
  state: SessionState;
  stop_reason?: StopReason;
  reason?: StopReason;
  timestamp: UnixMs;
}
