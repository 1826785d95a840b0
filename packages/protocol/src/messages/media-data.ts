import type { TranscriptLanguage } from '../language.js';
import type { ChatOperationType, DataAttribute } from '../media.js';
import type { MessageType } from '../message-type.js';
import type { UnixMs, UserId } from './scalars.js';

/** `content` of audio, video and share (PROTOCOL.md §12.1, documented). */
export interface MediaContent {
  /**
   * The participant: unsigned 32-bit number; 0 for mixed audio. Absent in Contact Center, where `channel_id` identifies the
   * party (PROTOCOL.md §12.1).
   */
  user_id?: UserId;
  /** Display name of the participant; absent if `user_id` is 0 (PROTOCOL.md §12.1). */
  user_name?: string;
  /**
   * The payload in base64: an audio packet, an image or H.264 in Annex B format (PROTOCOL.md §12.1).
   * @contentEncoding base64
   */
  data: string;
  /**
   * Length of the payload in bytes, before base64; 2026 only (PROTOCOL.md §12.1).
   * @minimum 0
   */
  length?: number;
  /** Time of the payload in Unix milliseconds; advances by `send_rate` or 1000/`fps` (PROTOCOL.md §12.1). */
  timestamp: UnixMs;
  /** Line of the party; Contact Center and phone only (PROTOCOL.md §12.1). */
  channel_id?: string;
}

/**
 * 14, server → client, media: one audio packet of `send_rate` milliseconds (PROTOCOL.md §12.1, documented).
 */
export interface MediaDataAudio {
  /** Always 14, MEDIA_DATA_AUDIO. */
  msg_type: typeof MessageType.MEDIA_DATA_AUDIO;
  /** The packet and its speaker (PROTOCOL.md §12.1). */
  content: MediaContent;
}

/** 15, server → client, media: one video frame, an image or H.264 (PROTOCOL.md §12.1, documented). */
export interface MediaDataVideo {
  /** Always 15, MEDIA_DATA_VIDEO. */
  msg_type: typeof MessageType.MEDIA_DATA_VIDEO;
  /** The frame and its participant (PROTOCOL.md §12.1). */
  content: MediaContent;
}

/** 16, server → client, media: one frame of the shared screen (PROTOCOL.md §12.1, documented). */
export interface MediaDataShare {
  /** Always 16, MEDIA_DATA_SHARE. */
  msg_type: typeof MessageType.MEDIA_DATA_SHARE;
  /** The frame and the participant who shares (PROTOCOL.md §12.1). */
  content: MediaContent;
}

/** `content` of a transcript: one utterance of one speaker (PROTOCOL.md §12.1, documented). */
export interface TranscriptContent {
  /**
   * The speaker: unsigned 32-bit number. Absent in Contact Center, where `channel_id` identifies the party
   * (PROTOCOL.md §4.2, §12.1).
   */
  user_id?: UserId;
  /** Display name of the speaker (PROTOCOL.md §12.1). */
  user_name?: string;
  /** The spoken words, UTF-8 (PROTOCOL.md §12.1). */
  data: string;
  /** Start of the utterance in Unix milliseconds (PROTOCOL.md §12.1, assumed). */
  timestamp: UnixMs;
  /** Start of the utterance in Unix milliseconds; 2026 only (PROTOCOL.md §12.4). */
  start_time?: UnixMs;
  /** End of the utterance in Unix milliseconds; 2026 only (PROTOCOL.md §12.4). */
  end_time?: UnixMs;
  /** Detected language, -1 to 36 (PROTOCOL.md §18.20). */
  language?: TranscriptLanguage;
  /** Relation to earlier transcripts, 0 to 3; not documented (PROTOCOL.md §18.15, observed). */
  attribute?: DataAttribute;
  /** Line of the party; Contact Center and phone only (PROTOCOL.md §12.1). */
  channel_id?: string;
}

/** 17, server → client, media: one utterance as text (PROTOCOL.md §12.1, documented). */
export interface MediaDataTranscript {
  /** Always 17, MEDIA_DATA_TRANSCRIPT. */
  msg_type: typeof MessageType.MEDIA_DATA_TRANSCRIPT;
  /** The utterance and its speaker (PROTOCOL.md §12.1). */
  content: TranscriptContent;
}

/** Sender or receiver of a chat message (PROTOCOL.md §12.2, observed). */
export interface ChatUser {
  /** Unsigned 32-bit number; a string is accepted when reading (PROTOCOL.md §4.2). */
  user_id: UserId | string;
  /** Display name. */
  user_name?: string;
}

/** A file posted in a chat (PROTOCOL.md §12.2, observed). */
export interface ChatFile {
  /** Id of the file; a deletion names it in `delete_file_id_list`. */
  file_id: string;
  /** Name of the file. */
  file_name: string;
  /** Size in bytes. */
  file_size: number;
}

/**
 * `content` of a chat message; the fields beside `data` are observed in the vendor's samples
 * (PROTOCOL.md §12.2).
 */
export interface ChatContent {
  /** The sender: unsigned 32-bit number (PROTOCOL.md §4.2). */
  user_id: UserId;
  /** Display name of the sender (PROTOCOL.md §12.2). */
  user_name?: string;
  /** Text of the message, UTF-8 (PROTOCOL.md §12.2). */
  data: string;
  /** Time of the message in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
  /** Receivers: `type` is 1 to 5 (PROTOCOL.md §18.17), `id` names a chat group. */
  chat_session?: { type: number; id?: string };
  /** Operation, 1 to 5: new, deleted, edited, reaction added or removed (PROTOCOL.md §18.16). */
  operation_type?: ChatOperationType;
  /** Id of the message (PROTOCOL.md §12.2). */
  message_id?: string;
  /** Id of the message that starts the thread, or that is edited (PROTOCOL.md §12.2). */
  parent_message_id?: string;
  /** The sender (PROTOCOL.md §12.2). */
  sender?: ChatUser;
  /** The receiver; only in direct messages (PROTOCOL.md §12.2). */
  receiver?: ChatUser | null;
  /** Files posted with the message (PROTOCOL.md §12.2). */
  files?: ChatFile[];
  /** Ids of deleted files (PROTOCOL.md §12.2). */
  delete_file_id_list?: string[];
}

/** 18, server → client, media: one chat message (PROTOCOL.md §12.2, documented; most fields observed). */
export interface MediaDataChat {
  /** Always 18, MEDIA_DATA_CHAT. */
  msg_type: typeof MessageType.MEDIA_DATA_CHAT;
  /** The message and its sender (PROTOCOL.md §12.2). */
  content: ChatContent;
}

/** Messages that carry media (PROTOCOL.md §12). */
export type MediaDataMessage =
  | MediaDataAudio
  | MediaDataVideo
  | MediaDataShare
  | MediaDataTranscript
  | MediaDataChat;
