/** The 2026 generation, used by the service today (PROTOCOL.md §9). */
import type { JsonObject } from '../../checks/fields.js';
import { MessageType } from '../../message-type.js';
import type { Message } from '../../messages/index.js';
import { StatusCode2026 } from '../../status.js';
import type { Dialect, DialectOptions } from '../dialect.js';
import { numericDialect } from '../numeric.js';

/** Adds the fields of the documented examples: version, sequence, and both names of fields that have two. */
function toWire(message: Message, body: JsonObject): JsonObject {
  switch (message.msg_type) {
    case MessageType.SIGNALING_HAND_SHAKE_RESP: {
      const { msg_type, status_code, reason, ...rest } = body;
      return { msg_type, protocol_version: 1, sequence: 0, status_code, reason: reason ?? '', ...rest };
    }
    case MessageType.DATA_HAND_SHAKE_RESP: {
      const { msg_type, status_code, reason, payload_encryption, ...rest } = body;
      const encrypted = payload_encryption ?? false;
      return {
        msg_type,
        protocol_version: 1,
        sequence: 0,
        status_code,
        reason: reason ?? '',
        ...(status_code === StatusCode2026.STATUS_OK && {
          payload_encrypted: encrypted,
          payload_encryption: encrypted,
        }),
        ...rest,
      };
    }
    case MessageType.STREAM_STATE_UPDATE:
      return message.reason === undefined ? body : { ...body, stop_reason: message.reason };
    case MessageType.SESSION_STATE_UPDATE:
      return message.stop_reason === undefined ? body : { ...body, reason: message.stop_reason };
    default:
      return body;
  }
}

/** Creates the dialect of the 2026 generation. */
export function dialect2026(options: DialectOptions = {}): Dialect {
  return numericDialect({ name: '2026', toWire }, options);
}
