import { MessageType } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';
import { builtInConversation } from '../../src/media/sources/built-in/built-in-conversation.js';
import { TestCore } from '../support/test-core.js';
import { testSource } from '../support/test-source.js';

const CHAT = { media_type: 16 };

test('chat messages are sent when they are due, with the text in data and the other fields beside it', async () => {
  const media = { ...testSource(), chats: [{ sender: 1, atMs: 2000, text: 'Hello all' }] };
  const core = new TestCore({ media, protocol: '2026' });
  const { media: peer } = await core.join(CHAT);
  core.clock.advance(1999);
  expect(peer.ofType(MessageType.MEDIA_DATA_CHAT)).toEqual([]);
  core.clock.advance(1);
  const body = peer.bodies.find((one) => one['msg_type'] === 18);
  expect(body).toEqual({
    msg_type: 18,
    content: {
      user_id: 16_779_264,
      user_name: 'Bo',
      timestamp: core.clock.unixMs(),
      data: 'Hello all',
      chat_session: { type: 1 },
      operation_type: 1,
      message_id: 'chat-1',
      parent_message_id: '',
      sender: { user_id: 16_779_264, user_name: 'Bo' },
      receiver: null,
      files: [],
      delete_file_id_list: [],
    },
  });
  core.clock.advance(10_000);
  const ids = peer.ofType(MessageType.MEDIA_DATA_CHAT).map(({ content }) => content.message_id);
  expect(ids).toEqual(['chat-1', 'chat-2']);
});

test('the default meeting has a chat message within the first eight seconds', async () => {
  const core = new TestCore({ media: builtInConversation() });
  const { media } = await core.join(CHAT);
  core.clock.advance(8000);
  expect(media.ofType(MessageType.MEDIA_DATA_CHAT).length).toBeGreaterThan(0);
});
