import { MessageType } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { builtInConversation } from '../../src/media/sources/built-in/built-in-conversation.js';
import { TestCore } from '../support/test-core.js';

const MIXED = { media_type: 1, media_params: { audio: { data_opt: 1 } } };

/** Media of Contact Center carry no names. */
function named(product: 'contact_center' | 'phone', name: string): string | undefined {
  return product === 'phone' ? name : undefined;
}

describe.each(['contact_center', 'phone'] as const)('audio of a %s', (product) => {
  test('is in 2026 one line per channel, and all lines together are as long as the call', async () => {
    const core = new TestCore({ protocol: '2026', media: builtInConversation() });
    const { media } = await core.join(MIXED, { product });
    // The conversation is prepared in slices of real time.
    while (media.ofType(MessageType.MEDIA_DATA_AUDIO).length === 0) {
      await new Promise(setImmediate);
      core.clock.advance(20);
    }
    core.clock.advance(20_000);
    const audio = media.ofType(MessageType.MEDIA_DATA_AUDIO).map(({ content }) => content);
    expect(new Set(audio.map(({ channel_id }) => channel_id))).toEqual(new Set(['1', '2']));
    for (const { channel_id, user_name } of audio) {
      expect(user_name).toBe(named(product, channel_id === '1' ? 'Ana Ruiz' : 'Bo Lind'));
    }
    const steps = audio.slice(1).map(({ timestamp }, i) => timestamp - (audio[i]?.timestamp ?? 0));
    expect(new Set(steps)).toEqual(new Set([20]));
  });

  test('is in 2025 the requested mix, with a channel id', async () => {
    const core = new TestCore({ protocol: '2025' });
    const { media } = await core.join(MIXED, { product });
    core.clock.advance(1000);
    const audio = media.ofType(MessageType.MEDIA_DATA_AUDIO).map(({ content }) => content);
    expect(audio).toHaveLength(51);
    expect([audio[0]?.user_id, audio[0]?.channel_id]).toEqual([product === 'phone' ? 0 : undefined, '1']);
  });

  test('has its channel in transcripts too', async () => {
    const core = new TestCore({ protocol: '2026' });
    const { media } = await core.join({ media_type: 8 }, { product });
    core.clock.advance(6000);
    const channels = media
      .ofType(MessageType.MEDIA_DATA_TRANSCRIPT)
      .map(({ content }) => [content.user_name, content.channel_id]);
    expect(channels).toEqual([
      [named(product, 'Ana'), '1'],
      [named(product, 'Bo'), '2'],
    ]);
  });
});
