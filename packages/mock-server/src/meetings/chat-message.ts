import { ChatOperationType, ChatSessionType, MessageType, type MediaDataChat } from '@rtms-mock/protocol';
import type { Participant } from './participant.js';

/** A chat message of a participant to all participants. */
export interface ChatMessageInput {
  readonly sender: Participant;
  readonly text: string;
  /** Time of sending, in Unix milliseconds. */
  readonly timestamp: number;
  /** Unique within the meeting. */
  readonly messageId: string;
}

/**
 * Creates a chat message with plain text in `data` and the other fields beside it, which clients of all generations
 * understand (PROTOCOL.md §12.2).
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
