import { isJsonObject, type JsonObject } from '../checks/fields.js';
import { MessageType } from '../message-type.js';
import type { MediaDataMessage, Message } from '../messages/index.js';

/** Messages that belong to the media socket's data stream. */
export function isMediaData(message: Message): message is MediaDataMessage {
  return message.msg_type >= MessageType.MEDIA_DATA_AUDIO && message.msg_type <= MessageType.MEDIA_DATA_CHAT;
}

/**
 * `content` as a bare string with the other fields beside it: the shape of seed-era clients
 * (PROTOCOL.md §12.3).
 */
export function flattenMedia(message: Message, body: JsonObject): JsonObject {
  const content = body['content'];
  if (!isMediaData(message) || !isJsonObject(content)) return body;
  const { data, ...rest } = content;
  return { msg_type: body['msg_type'], content: data, ...rest };
}
