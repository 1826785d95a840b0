import type { JsonObject } from '../../checks/fields.js';
import { MediaType } from '../../media.js';
import { MessageType, messageTypeName } from '../../message-type.js';
import type { MediaServerUrls } from '../../messages/handshake.js';
import type { EventUpdate, Message } from '../../messages/index.js';
import type { StatusName } from '../../status.js';
import { isMediaData } from '../media-shape.js';
import { eventName, sessionReasonName, stateName, streamReasonName } from './names.js';

/**
 * Converts a message to the JSON of the string generation. Types of later generations keep their later names.
 */
export function toWire(message: Message): JsonObject {
  return { ...wireBody(message), msg_type: messageTypeName(message.msg_type) };
}

function wireBody(message: Message): JsonObject {
  if (isMediaData(message)) {
    const { user_id, data, timestamp } = message.content;
    return { msg_type: '', content: { user_id, data, timestamp } };
  }
  switch (message.msg_type) {
    case MessageType.SIGNALING_HAND_SHAKE_RESP: {
      const { msg_type, status, reason, media_server, ...rest } = message;
      const urls = media_server && urlPairs(media_server.server_urls);
      return { msg_type, ...statusPair(status), ...reasonOf(reason), ...urls, ...rest };
    }
    case MessageType.DATA_HAND_SHAKE_RESP: {
      const { msg_type, status, reason, ...rest } = message;
      return { msg_type, ...statusPair(status), ...reasonOf(reason), ...rest };
    }
    case MessageType.DATA_HAND_SHAKE_REQ: {
      const { media_type, ...rest } = message;
      return media_type === MediaType.ALL ? rest : { ...rest, media_type };
    }
    case MessageType.EVENT_SUBSCRIPTION: {
      const events = message.events.map((entry) => ({ ...entry, event_type: eventName(entry.event_type) }));
      return { ...message, events };
    }
    case MessageType.EVENT_UPDATE:
      return { msg_type: message.msg_type, event: wireEvent(message) };
    case MessageType.STREAM_STATE_UPDATE: {
      const { reason, ...rest } = message;
      const name = reason === undefined ? {} : { reason: streamReasonName(reason) };
      return { ...rest, state: stateName('stream', message.state), ...name };
    }
    case MessageType.SESSION_STATE_UPDATE: {
      const { stop_reason, ...rest } = withSessionId(message);
      const name = stop_reason === undefined ? null : sessionReasonName(stop_reason);
      return { ...rest, state: stateName('session', message.state), stop_reason: name };
    }
    case MessageType.SESSION_STATE_REQ:
      return withSessionId(message);
    case MessageType.SESSION_STATE_RESP:
      return { ...withSessionId(message), state: stateName('session', message.state) };
    case MessageType.STREAM_STATE_RESP:
      return { ...message, state: stateName('stream', message.state) };
    default:
      return { ...message };
  }
}

/** Documents of the time call the field `status`, programs of the time read `status_code` (PROTOCOL.md §9.19). */
function statusPair(status: StatusName): JsonObject {
  return { status, status_code: status };
}

/** The four URLs of this generation under both names: that of the documents, and that of programs of the time. */
function urlPairs({ deskshare: _1, sharescreen: _2, chat: _3, ...known }: MediaServerUrls): JsonObject {
  return { media_urls: known, media_server: { server_urls: known } };
}

function reasonOf(reason: string | undefined): JsonObject {
  return reason === undefined || reason === '' ? {} : { reason };
}

/** This generation calls `rtms_session_id` `session_id`; some of its servers omit it. */
function withSessionId<T extends { rtms_session_id: string }>(
  message: T,
): Omit<T, 'rtms_session_id'> & { session_id?: string } {
  const { rtms_session_id, ...rest } = message;
  return rtms_session_id === '' ? rest : { ...rest, session_id: rtms_session_id };
}

function wireEvent({ event }: EventUpdate): JsonObject {
  const isContactCenter = 'event_ts' in event;
  return { ...event, event_type: eventName(event.event_type, isContactCenter) };
}
