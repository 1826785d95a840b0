/** What the two numeric generations have in common; `y2025` and `y2026` add what is their own. */
import { checkClientMessage, isJsonObject, isUint, type JsonObject } from '../checks/fields.js';
import { statusOfViolation, type Generation } from '../checks/violation.js';
import { MessageType, messageTypeName } from '../message-type.js';
import type { EventSubscriptionEntry, MediaDataMessage, Message } from '../messages/index.js';
import { statusCode, statusName, type StatusName } from '../status.js';
import type { Decoded, Dialect, DialectOptions } from './dialect.js';
import { parseFrame } from './parse.js';

/** How one numeric generation differs in what it writes and reads. */
export interface NumericGeneration {
  readonly name: Generation;
  /** Finishes a message for the wire; gets and returns plain JSON with `status_code` already in place. */
  toWire(message: Message, body: JsonObject): JsonObject;
}

/** A numeric dialect (P§8, P§9). */
export function numericDialect(generation: NumericGeneration, options: DialectOptions): Dialect {
  const statusOf = (violation: Parameters<Dialect['statusOf']>[0]): StatusName =>
    statusOfViolation(violation, generation.name);
  return {
    name: generation.name,
    statusOf,
    decode: (frame) => decodeNumeric(frame, generation.name, options),
    encode: (message) => {
      const body = generation.toWire(message, withStatusCode(message, generation.name));
      return JSON.stringify(options.mediaShape === 'flat' ? flattenMedia(message, body) : body);
    },
  };
}

/** Messages that belong to the media socket's data stream. */
export function isMediaData(message: Message): message is MediaDataMessage {
  return message.msg_type >= MessageType.MEDIA_DATA_AUDIO && message.msg_type <= MessageType.MEDIA_DATA_CHAT;
}

function withStatusCode(message: Message, generation: Generation): JsonObject {
  if (!('status' in message) || message.status === undefined) return { ...message };
  const { msg_type, status, ...rest } = message;
  return { msg_type, status_code: codeOf(status, generation), ...rest };
}

/** A status that a table lacks becomes the stand-in of P§14.3: the generation's general failure. */
function codeOf(status: StatusName, generation: Generation): number {
  return (
    statusCode(status, generation) ??
    statusCode(generation === '2025' ? 'STATUS_INVALID_JSON_MSG' : 'STATUS_INTERNAL_EXCEPTION', generation) ??
    0
  );
}

/** `content` as a bare string with the other fields beside it: the shape of seed-era clients (P§13.3). */
function flattenMedia(message: Message, body: JsonObject): JsonObject {
  const content = body['content'];
  if (!isMediaData(message) || !isJsonObject(content)) return body;
  const { data, ...rest } = content;
  return { msg_type: body['msg_type'], content: data, ...rest };
}

function decodeNumeric(frame: string | Uint8Array, generation: Generation, options: DialectOptions): Decoded {
  const parsed = parseFrame(frame);
  if (!parsed.ok) return parsed;
  const { type, body } = parsed;
  if (typeof type === 'string') {
    return {
      ok: false,
      problem: {
        violation: 'msg-type-not-uint',
        field: 'msg_type',
        reason: `msg_type must be a number in protocol ${generation}, found "${type}"`,
      },
    };
  }
  if (messageTypeName(type) === undefined || type === MessageType.UNDEFINED) {
    return {
      ok: false,
      problem: {
        violation: 'msg-type-unknown',
        field: 'msg_type',
        reason: `msg_type ${type} is not known`,
        messageType: type,
      },
    };
  }
  const problem = checkClientMessage(
    type,
    body,
    options.strict === undefined ? {} : { strict: options.strict },
  );
  if (problem) return { ok: false, problem: { ...problem, messageType: type } };
  return { ok: true, message: fromWire(type, body, generation) };
}

/**
 * Wire body → message. The checks above vouch for what a client sends; what a server sends is taken as
 * it is, with the shapes of older servers brought into one form.
 */
function fromWire(type: number, body: JsonObject, generation: Generation): Message {
  const message: JsonObject = { ...body, msg_type: type };
  if (isUint(body['status_code'])) {
    delete message['status_code'];
    message['status'] = statusName(body['status_code'], generation) ?? 'STATUS_INTERNAL_EXCEPTION';
  }
  switch (type) {
    case MessageType.MEDIA_DATA_AUDIO:
    case MessageType.MEDIA_DATA_VIDEO:
    case MessageType.MEDIA_DATA_SHARE:
    case MessageType.MEDIA_DATA_TRANSCRIPT:
    case MessageType.MEDIA_DATA_CHAT:
      return { msg_type: type, content: mediaContent(body) } as unknown as Message;
    case MessageType.EVENT_SUBSCRIPTION:
      message['events'] = eventEntries(body['events']);
      break;
    case MessageType.EVENT_UPDATE:
      message['event'] = eventBody(body);
      break;
    case MessageType.STREAM_STATE_UPDATE:
      return dropDuplicateReason(message, 'reason', 'stop_reason');
    case MessageType.SESSION_STATE_UPDATE:
      return dropDuplicateReason(message, 'stop_reason', 'reason');
    case MessageType.DATA_HAND_SHAKE_RESP:
      if (message['payload_encryption'] === undefined && typeof message['payload_encrypted'] === 'boolean') {
        message['payload_encryption'] = message['payload_encrypted'];
      }
      delete message['payload_encrypted'];
      break;
    default:
  }
  return message as unknown as Message;
}

/** Nested `content` as it is; flat `content` gathered from beside it. */
function mediaContent(body: JsonObject): JsonObject {
  const content = body['content'];
  if (isJsonObject(content)) return content;
  const { msg_type: _type, content: data, ...rest } = body;
  return { ...rest, data: typeof data === 'string' ? data : '' };
}

/** Nested `event` as it is; flat events gathered from beside it (P§10.3). */
function eventBody(body: JsonObject): JsonObject {
  if (isJsonObject(body['event'])) return body['event'];
  const { msg_type: _type, ...rest } = body;
  return rest;
}

/** Bare numbers count as subscriptions; entries that make no sense are left out (P§14.1). */
function eventEntries(events: unknown): EventSubscriptionEntry[] {
  if (!Array.isArray(events)) return [];
  return events.flatMap((entry: unknown): EventSubscriptionEntry[] => {
    if (isUint(entry)) return [{ event_type: entry, subscribe: true }];
    if (!isJsonObject(entry) || !isUint(entry['event_type'])) return [];
    return typeof entry['subscribe'] === 'boolean'
      ? [{ event_type: entry['event_type'], subscribe: entry['subscribe'] }]
      : [];
  });
}

/** 8 and 9 carry their reason under two names with one value (P§21 conflict 21). */
function dropDuplicateReason(message: JsonObject, keep: string, drop: string): Message {
  if (message[keep] === undefined && message[drop] !== undefined) message[keep] = message[drop];
  delete message[drop];
  return message as unknown as Message;
}
