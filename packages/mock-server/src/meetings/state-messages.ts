import {
  MessageType,
  type NumericGeneration,
  type Message,
  type SessionState,
  type StopReason,
  type StreamState,
} from '@rtms-mock/protocol';

/** A change of a stream's state that the app is notified of. */
export interface StateChange {
  readonly streamId: string;
  readonly sessionId: string;
  readonly session: SessionState;
  /** New state of the stream. `undefined`: only the session changes. */
  readonly stream?: StreamState;
  /** Stop reason. Only when the stream ends. */
  readonly reason?: StopReason;
  /** Unix milliseconds. */
  readonly timestamp: number;
}

/**
 * Creates SESSION_STATE_UPDATE and STREAM_STATE_UPDATE in the order of PROTOCOL.md §14.1: the session first; at the end of
 * a stream in 2025, the stream first.
 */
export function stateMessages(change: StateChange, generation: NumericGeneration): Message[] {
  const session: Message = {
    msg_type: MessageType.SESSION_STATE_UPDATE,
    rtms_session_id: change.sessionId,
    state: change.session,
    ...(change.reason !== undefined && { stop_reason: change.reason }),
    timestamp: change.timestamp,
  };
  if (change.stream === undefined) return [session];
  const stream: Message = {
    msg_type: MessageType.STREAM_STATE_UPDATE,
    rtms_stream_id: change.streamId,
    state: change.stream,
    ...(change.reason !== undefined && { reason: change.reason }),
    timestamp: change.timestamp,
  };
  const ends = change.reason !== undefined;
  return ends && generation === '2025' ? [stream, session] : [session, stream];
}
