/**
 * Messages that both numeric generations write in the same form, different from the decoded form in
 * `messages/`.
 */
import type { MessageType } from '../message-type.js';
import type { EntityIds } from '../messages/ids.js';
import type { UnixMs } from '../messages/scalars.js';
import type { SessionState, StreamState } from '../session.js';
import type { StopReason } from '../stop-reason.js';

/**
 * Ids and signature of a handshake request: at least one entity id, none of them empty (PROTOCOL.md §9.1).
 */
export interface IdentifiedRequest extends EntityIds {
  /**
   * UUID of the meeting, or the id of a webinar or Video SDK session. Opaque: may contain `/`, `+` and `=`
   * (PROTOCOL.md §4.2, §5.2).
   * @minLength 1
   */
  meeting_uuid?: string;
  /**
   * UUID of the webinar (PROTOCOL.md §5.2).
   * @minLength 1
   */
  webinar_uuid?: string;
  /**
   * Id of the Video SDK session (PROTOCOL.md §5.2).
   * @minLength 1
   */
  session_id?: string;
  /**
   * Id of the Contact Center voice engagement (PROTOCOL.md §5.2).
   * @minLength 1
   */
  engagement_id?: string;
  /**
   * Id of the phone call (PROTOCOL.md §5.2, §6.4, observed).
   * @minLength 1
   */
  call_id?: string;
  /**
   * Id of the stream, from the webhook that announced it (PROTOCOL.md §6.4).
   * @minLength 1
   */
  rtms_stream_id: string;
  /**
   * Lowercase hex HMAC-SHA256 over client id, entity id and stream id, joined by commas and keyed with the
   * client secret (PROTOCOL.md §5.1).
   * @pattern ^[0-9a-f]{64}$
   */
  signature: string;
}

/**
 * 8, server → client, signaling: the reason goes out under both names that clients read (PROTOCOL.md §9.8).
 */
export interface WireStreamStateUpdate {
  /** Always 8, STREAM_STATE_UPDATE. */
  msg_type: typeof MessageType.STREAM_STATE_UPDATE;
  /** Id of the stream (PROTOCOL.md §9.8). */
  rtms_stream_id?: string;
  /** New state, 0 to 6; after 4, TERMINATED, close every socket (PROTOCOL.md §18.4). */
  state: StreamState;
  /** Reason, only when the stream is interrupted or has ended (PROTOCOL.md §9.8, §18.2). */
  reason?: StopReason;
  /** The same value as `reason` (PROTOCOL.md §9.8). */
  stop_reason?: StopReason;
  /** Time of the update in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
}

/**
 * 9, server → client, signaling: the reason goes out under both names that clients read (PROTOCOL.md §9.9).
 */
export interface WireSessionStateUpdate {
  /** Always 9, SESSION_STATE_UPDATE. */
  msg_type: typeof MessageType.SESSION_STATE_UPDATE;
  /** Id of the session: one user's permission for the stream (PROTOCOL.md §2). */
  rtms_session_id: string;
  /** New state, 0 to 5 (PROTOCOL.md §18.3). */
  state: SessionState;
  /** Reason, only when the session stops (PROTOCOL.md §9.9, §18.2). */
  stop_reason?: StopReason;
  /** The same value as `stop_reason` (PROTOCOL.md §9.9). */
  reason?: StopReason;
  /** Time of the update in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
}
