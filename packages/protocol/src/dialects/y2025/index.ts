/** The 2025 generation (PROTOCOL.md §9.18). */
import { isJsonObject, type JsonObject } from '../../checks/fields.js';
import { MessageType } from '../../message-type.js';
import type { Message } from '../../messages/index.js';
import { StatusCode2025 } from '../../status.js';
import type { Dialect, DialectOptions } from '../dialect.js';
import { isMediaData } from '../media-shape.js';
import { numericDialect } from '../numeric.js';

/** Fields of media `content` that only later generations have (PROTOCOL.md §12.4). */
const LATER_CONTENT = new Set(['length']);

/** Writes `reason` only on errors, no `sequence`, events also flat, `language` instead of `src_language`. */
function toWire(message: Message, body: JsonObject): JsonObject {
  if (isMediaData(message)) {
    const content = Object.fromEntries(
      Object.entries(message.content).filter(([key]) => !LATER_CONTENT.has(key)),
    );
    return { ...body, content };
  }
  switch (message.msg_type) {
    case MessageType.SIGNALING_HAND_SHAKE_RESP: {
      const { msg_type, status_code, reason, ...rest } = body;
      return { msg_type, protocol_version: 1, status_code, ...errorReason(status_code, reason), ...rest };
    }
    case MessageType.DATA_HAND_SHAKE_RESP: {
      const { msg_type, status_code, reason, payload_encryption, media_params, ...rest } = body;
      const encrypted = payload_encryption ?? false;
      return {
        msg_type,
        protocol_version: 1,
        status_code,
        ...errorReason(status_code, reason),
        ...(status_code === StatusCode2025.STATUS_OK && {
          payload_encrypted: encrypted,
          payload_encryption: encrypted,
        }),
        ...(isJsonObject(media_params) && { media_params: params2025(media_params) }),
        ...rest,
      };
    }
    case MessageType.DATA_HAND_SHAKE_REQ:
      return isJsonObject(body['media_params'])
        ? { ...body, media_params: params2025(body['media_params']) }
        : body;
    case MessageType.EVENT_UPDATE:
      return { ...body, ...flatCopy(message.event as unknown as JsonObject) };
    case MessageType.STREAM_STATE_UPDATE:
      return message.reason === undefined ? body : { ...body, stop_reason: message.reason };
    case MessageType.SESSION_STATE_UPDATE:
      return message.stop_reason === undefined ? body : { ...body, reason: message.stop_reason };
    default:
      return body;
  }
}

function errorReason(code: unknown, reason: unknown): JsonObject {
  return code === StatusCode2025.STATUS_OK ? {} : { reason: reason ?? '' };
}

/** Renames the transcript language; language identification did not exist in 2025 (PROTOCOL.md §11.1). */
function params2025(params: JsonObject): JsonObject {
  const transcript = params['transcript'];
  if (!isJsonObject(transcript)) return params;
  const { src_language, language = src_language, enable_lid: _lid, ...rest } = transcript;
  return { ...params, transcript: { ...rest, ...(language !== undefined && { language }) } };
}

/**
 * Copies the fields of an event for clients of the flat shape; of several participants, the first
 * (PROTOCOL.md §10.3).
 */
function flatCopy(event: JsonObject): JsonObject {
  const first = Array.isArray(event['participants'])
    ? (event['participants'][0] as JsonObject | undefined)
    : event;
  return {
    event_type: event['event_type'],
    ...(first?.['user_id'] !== undefined && { user_id: first['user_id'] }),
    ...(first?.['user_name'] !== undefined && { user_name: first['user_name'] }),
    ...(event['timestamp'] !== undefined && { timestamp: event['timestamp'] }),
  };
}

/** Creates the dialect of the 2025 generation. */
export function dialect2025(options: DialectOptions = {}): Dialect {
  return numericDialect({ name: '2025', toWire }, options);
}
