/** From a media message to its callback. */
import { MessageType, type ChatContent, type TranscriptContent } from '@rtms-mock/protocol';
import type { MediaMessage } from '../connection/links/media-message.js';
import {
  MEDIA_TYPE_AUDIO,
  MEDIA_TYPE_CHAT,
  MEDIA_TYPE_DESKSHARE,
  MEDIA_TYPE_TRANSCRIPT,
  MEDIA_TYPE_VIDEO,
} from '../vocabulary/constants.js';
import type { ChatMessage } from '../vocabulary/callbacks.js';
import type { Metadata } from '../vocabulary/metadata.js';
import type { CallbackSlots } from './callback-slots.js';
import { userIdOf } from './user-id.js';

const CALLBACKS = {
  [MessageType.MEDIA_DATA_AUDIO]: ['onAudioData', MEDIA_TYPE_AUDIO],
  [MessageType.MEDIA_DATA_VIDEO]: ['onVideoData', MEDIA_TYPE_VIDEO],
  [MessageType.MEDIA_DATA_SHARE]: ['onDeskshareData', MEDIA_TYPE_DESKSHARE],
  [MessageType.MEDIA_DATA_TRANSCRIPT]: ['onTranscriptData', MEDIA_TYPE_TRANSCRIPT],
} as const;

/**
 * Calls the callback of a media type with the payload as bytes: decoded Base64, or the UTF-8 of a transcript.
 * Does nothing if the type is not in `mask`, an OR of `MEDIA_TYPE_*`.
 */
export function deliverMedia(callbacks: CallbackSlots, mask: number, message: MediaMessage): void {
  if (message.msg_type === MessageType.MEDIA_DATA_CHAT) {
    if ((mask & MEDIA_TYPE_CHAT) !== 0) callbacks.call('chat', chatMessageOf(message.content));
    return;
  }
  const [name, flag] = CALLBACKS[message.msg_type];
  if ((mask & flag) === 0 || !callbacks.has(name)) return;
  const { content } = message;
  const encoding = message.msg_type === MessageType.MEDIA_DATA_TRANSCRIPT ? 'utf8' : 'base64';
  const buffer = message.payload ?? Buffer.from(content.data, encoding);
  callbacks.call(name, buffer, buffer.length, content.timestamp ?? 0, metadataOf(content));
}

function chatMessageOf(content: ChatContent): ChatMessage {
  const { data, timestamp, user_id, user_name = '' } = content;
  return { text: data, timestamp, userId: userIdOf(user_id), userName: user_name };
}

/** The SDK's metadata of a media message. */
export function metadataOf(content: Exclude<MediaMessage, { msg_type: 18 }>['content']): Metadata {
  const { start_time, end_time } = content as Partial<TranscriptContent>;
  const { channel_id, lost } = content as { channel_id?: string | number; lost?: number };
  const metadata: Metadata = {
    userName: content.user_name ?? '',
    userId: userIdOf(content.user_id),
    startTs: start_time ?? 0,
    endTs: end_time ?? 0,
    aiInterpreter: { lid: 0, timestamp: 0, channelNum: 0, sampleRate: 0, targets: [] },
  };
  if (channel_id !== undefined) metadata.channelId = String(channel_id);
  if (lost !== undefined) metadata.lost = lost;
  return metadata;
}
