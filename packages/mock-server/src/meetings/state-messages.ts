import {
  MessageType,
  type NumericGeneration,
  type Message,
  type SessionState,
  type StopReason,
  type StreamState,
} from '@rtms-mock/protocol';

/** One change of a stream's life, to be told to the app. */
export interface StateChange {
  readonly streamId: string;
  readonly sessionId: string;
  readonly session: SessionState;
  /** `undefined` when only the session changes. */
  readonly stream?: StreamState;
  /** Only when it stops. */
  readonly reason?: StopReason;
  readonly timestamp: number;
}

/**
 * SESSION_STATE_UPDATE and STREAM_STATE_UPDATE in the order of PROTOCOL.md §14.1: the session first, except
 * that the 2025 generation ends with the stream first.
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
