import {
  MessageType,
  SessionState,
  StreamState,
  type Dialect,
  type MessageProblem,
  type SignalingFromServer,
} from '@rtms-mock/protocol';
import { echoedId } from './echo.js';

/**
 * Creates the response to a malformed request (PROTOCOL.md §15.1), with the id that the request names, if any;
 * `undefined` for messages without a response. `timestamp`: current time, in Unix milliseconds.
 */
export function responseToMalformed(
  { messageType, violation, reason, ids = {} }: MessageProblem,
  dialect: Dialect,
  timestamp: number,
): SignalingFromServer | undefined {
  const rtms_session_id = echoedId(ids.rtms_session_id ?? '');
  const rtms_stream_id = echoedId(ids.rtms_stream_id ?? '');
  const { user_id = 0 } = ids;
  const response = { status: dialect.statusOf(violation), reason, timestamp };
  switch (messageType) {
    case MessageType.SESSION_STATE_REQ: {
      const state = SessionState.INACTIVE;
      return { msg_type: MessageType.SESSION_STATE_RESP, rtms_session_id, state, ...response };
    }
    case MessageType.STREAM_STATE_REQ: {
      const state = StreamState.INACTIVE;
      return { msg_type: MessageType.STREAM_STATE_RESP, rtms_stream_id, state, ...response };
    }
    case MessageType.STREAM_CLOSE_REQ:
      return { msg_type: MessageType.STREAM_CLOSE_RESP, rtms_stream_id, ...response };
    case MessageType.VIDEO_SUBSCRIPTION_REQ:
      return { msg_type: MessageType.VIDEO_SUBSCRIPTION_RESP, user_id, ...response };
    default:
      return undefined;
  }
}
