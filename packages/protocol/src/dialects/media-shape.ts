import { isJsonObject, type JsonObject } from '../checks/fields.js';
import { MessageType } from '../message-type.js';
import type { MediaDataMessage, Message } from '../messages/index.js';

/** True for messages that carry media: types 14 to 18. */
export function isMediaData(message: Message): message is MediaDataMessage {
  return message.msg_type >= MessageType.MEDIA_DATA_AUDIO && message.msg_type <= MessageType.MEDIA_DATA_CHAT;
}

/**
 * Converts a media message to the flat shape that clients of early 2025 read: `content` is the payload, the
 * other fields are beside it (PROTOCOL.md §12.3). Other messages stay as they are.
 */
export function flattenMedia(message: Message, body: JsonObject): JsonObject {
  const content = body['content'];
  if (!isMediaData(message) || !isJsonObject(content)) return body;
  const { data, ...rest } = content;
  return { msg_type: body['msg_type'], content: data, ...rest };
}
