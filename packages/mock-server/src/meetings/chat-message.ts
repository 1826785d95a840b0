import { ChatOperationType, ChatSessionType, MessageType, type MediaDataChat } from '@rtms-mock/protocol';
import type { Participant } from './participant.js';

/** Something that somebody writes to everybody. */
export interface ChatMessageInput {
  readonly sender: Participant;
  readonly text: string;
  /** Unix milliseconds. */
  readonly timestamp: number;
  /** Told apart by this within a meeting. */
  readonly messageId: string;
}

/**
 * Plain text in `data`, the other fields beside it, which clients of every age understand
 * (PROTOCOL.md §12.2).
 */
export function chatMessage({ sender, text, timestamp, messageId }: ChatMessageInput): MediaDataChat {
  const { userId: user_id, name: user_name } = sender;
  return {
    msg_type: MessageType.MEDIA_DATA_CHAT,
    content: {
      user_id,
      user_name,
      timestamp,
      data: text,
      chat_session: { type: ChatSessionType.EVERYONE },
      operation_type: ChatOperationType.NEW,
      message_id: messageId,
      parent_message_id: '',
      sender: { user_id, user_name },
      receiver: null,
      files: [],
      delete_file_id_list: [],
    },
  };
}
