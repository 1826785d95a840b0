import type { TranscriptLanguage } from '../language.js';
import type { ChatOperationType, DataAttribute } from '../media.js';
import type { MessageType } from '../message-type.js';
import type { UnixMs, UserId } from './scalars.js';

/** `content` of audio, video and share (PROTOCOL.md §12.1, documented). */
export interface MediaContent {
  /** Unsigned 32-bit; 0 for mixed audio. */
  user_id: UserId;
  /** Absent when `user_id` is 0. */
  user_name?: string;
  /**
   * The payload in base64.
   * @contentEncoding base64
   */
  data: string;
  /**
   * Bytes before base64; 2026 only.
   * @minimum 0
   */
  length?: number;
  /** Unix milliseconds. */
  timestamp: UnixMs;
  /** Contact Center and phone only: the party's channel. */
  channel_id?: string;
}

/** 14, server → client, media: one packet of `send_rate` milliseconds. */
export interface MediaDataAudio {
  msg_type: typeof MessageType.MEDIA_DATA_AUDIO;
  content: MediaContent;
}

/** 15, server → client, media: one picture, or the H.264 NAL units of one. */
export interface MediaDataVideo {
  msg_type: typeof MessageType.MEDIA_DATA_VIDEO;
  content: MediaContent;
}

/** 16, server → client, media: one picture of the shared screen. */
export interface MediaDataShare {
  msg_type: typeof MessageType.MEDIA_DATA_SHARE;
  content: MediaContent;
}

/** `content` of a transcript: one utterance of one speaker (PROTOCOL.md §12.1, documented). */
export interface TranscriptContent {
  user_id: UserId;
  user_name?: string;
  /** What was said, UTF-8. */
  data: string;
  /** Unix milliseconds: start of the utterance. */
  timestamp: UnixMs;
  start_time?: UnixMs;
  end_time?: UnixMs;
  /** Detected language. */
  language?: TranscriptLanguage;
  /** Undocumented (observed). */
  attribute?: DataAttribute;
  channel_id?: string;
}

/** 17, server → client, media. */
export interface MediaDataTranscript {
  msg_type: typeof MessageType.MEDIA_DATA_TRANSCRIPT;
  content: TranscriptContent;
}

/** A person in a chat message. */
export interface ChatUser {
  user_id: UserId | string;
  user_name?: string;
}

/** A file posted in a chat. */
export interface ChatFile {
  file_id: string;
  file_name: string;
  /** Bytes. */
  file_size: number;
}

/**
 * `content` of a chat message; the fields beside `data` are observed in the vendor's samples
 * (PROTOCOL.md §12.2).
 */
export interface ChatContent {
  user_id: UserId;
  user_name?: string;
  /** The text. */
  data: string;
  timestamp: UnixMs;
  chat_session?: { type: number; id?: string };
  operation_type?: ChatOperationType;
  message_id?: string;
  /** Thread, or the message being edited. */
  parent_message_id?: string;
  sender?: ChatUser;
  /** Only in direct messages. */
  receiver?: ChatUser | null;
  files?: ChatFile[];
  delete_file_id_list?: string[];
}

/** 18, server → client, media. */
export interface MediaDataChat {
  msg_type: typeof MessageType.MEDIA_DATA_CHAT;
  content: ChatContent;
}

/** Messages that carry media. */
export type MediaDataMessage =
  | MediaDataAudio
  | MediaDataVideo
  | MediaDataShare
  | MediaDataTranscript
  | MediaDataChat;
