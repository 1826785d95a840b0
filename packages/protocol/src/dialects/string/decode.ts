import { checkClientMessage, describe, namedIds, type JsonObject } from '../../checks/fields.js';
import type { MessageProblem } from '../../checks/violation.js';
import { MediaType } from '../../media.js';
import { MessageType } from '../../message-type.js';
import type { Message } from '../../messages/index.js';
import {
  decodedMessage,
  eventBody,
  eventEntries,
  handshakeAnswer,
  mediaContent,
  withOneReason,
} from '../canonical.js';
import type { StatusName } from '../../status.js';
import type { DecodeResult, DialectOptions } from '../dialect.js';
import type { ParsedFrame } from '../parse.js';
import { eventNumber, NAMED_EVENTS, stateNumber, statusOfName } from './names.js';

/** Decodes one parsed frame of the string generation. */
export function decodeString(parsed: ParsedFrame, options: DialectOptions): DecodeResult {
  if (!parsed.ok) return parsed;
  const type = messageType(parsed.type);
  if (type === undefined) {
    const reason = `msg_type must be the name of a message, found ${describe(parsed.type)}`;
    const problem: MessageProblem = { violation: 'msg-type-unknown', field: 'msg_type', reason };
    return { ok: false, problem: { ...problem, ...namedIds(parsed.body) } };
  }
  const body = withRequiredFields(type, parsed.body);
  const problem = checkClientMessage(type, body, { strict: options.strict === true });
  if (problem) return { ok: false, problem: { ...problem, messageType: type, ...namedIds(body) } };
  return decodedMessage(readBody(type, body) as unknown as Message, body, NAMED_EVENTS);
}

function messageType(name: string | number): number | undefined {
  if (typeof name === 'number' || !Object.hasOwn(MessageType, name)) return undefined;
  const type = MessageType[name as keyof typeof MessageType];
  return type === MessageType.UNDEFINED ? undefined : type;
}

/**
 * Adds fields that later generations require. Here the path of the media URL selects the media, so a media
 * handshake requests all of them (PROTOCOL.md §4.4).
 */
function withRequiredFields(type: number, body: JsonObject): JsonObject {
  const { session_id, ...rest } = body;
  switch (type) {
    case MessageType.DATA_HAND_SHAKE_REQ:
      return { media_type: MediaType.ALL, ...body, msg_type: type };
    case MessageType.SESSION_STATE_UPDATE:
    case MessageType.SESSION_STATE_REQ:
    case MessageType.SESSION_STATE_RESP:
      return { rtms_session_id: session_id ?? '', ...rest, msg_type: type };
    default:
      return { ...body, msg_type: type };
  }
}

function readBody(type: number, message: JsonObject): JsonObject {
  switch (type) {
    case MessageType.SIGNALING_HAND_SHAKE_RESP: {
      const { media_urls, status_code: _code, ...rest } = handshakeAnswer(message);
      const media = media_urls === undefined ? {} : { media_server: { server_urls: media_urls } };
      return { ...rest, ...media, status: statusOfAnswer(message) };
    }
    case MessageType.DATA_HAND_SHAKE_RESP: {
      const { status_code: _code, ...rest } = handshakeAnswer(message);
      return { ...rest, status: statusOfAnswer(message) };
    }
    case MessageType.STREAM_CLOSE_RESP:
    case MessageType.VIDEO_SUBSCRIPTION_RESP:
      return { ...message, status: statusOfName(message['status']) };
    case MessageType.EVENT_SUBSCRIPTION:
      return { ...message, events: eventEntries(message['events'], NAMED_EVENTS) };
    case MessageType.EVENT_UPDATE:
      return { msg_type: type, event: readEvent(message) };
    case MessageType.STREAM_STATE_UPDATE:
      return withOneReason(withState('stream', message), 'reason', 'stop_reason');
    case MessageType.SESSION_STATE_UPDATE:
      return withOneReason(withState('session', message), 'stop_reason', 'reason');
    case MessageType.STREAM_STATE_RESP:
      return withStatus(withState('stream', message));
    case MessageType.SESSION_STATE_RESP:
      return withStatus(withState('session', message));
    case MessageType.MEDIA_DATA_AUDIO:
    case MessageType.MEDIA_DATA_VIDEO:
    case MessageType.MEDIA_DATA_SHARE:
    case MessageType.MEDIA_DATA_TRANSCRIPT:
    case MessageType.MEDIA_DATA_CHAT:
      return { msg_type: type, content: mediaContent(type, message) };
    default:
      return message;
  }
}

/** Status of a handshake answer, which servers of this generation write under one of two names. */
function statusOfAnswer(message: JsonObject): StatusName {
  return statusOfName(message['status'] ?? message['status_code']);
}

function withState(kind: 'session' | 'stream', message: JsonObject): JsonObject {
  return { ...message, state: stateNumber(kind, message['state']) };
}

function withStatus(message: JsonObject): JsonObject {
  return message['status'] === undefined ? message : { ...message, status: statusOfName(message['status']) };
}

/** Translates names to numbers before the body is unified, because its form depends on the event. */
function readEvent(message: JsonObject): JsonObject {
  const event = eventBody(message);
  return eventBody({ event: { ...event, event_type: eventNumber(event['event_type']) ?? 0 } });
}
