import { MessageType } from '@rtms-mock/protocol';
import { expect } from 'vitest';
import { builtInConversation } from '../../../packages/mock-server/src/media/sources/built-in/built-in-conversation.js';
import type { ConversationName } from '../../../packages/mock-server/src/media/sources/built-in/conversations.js';
import type { Peer } from '../peer.js';
import { verifies } from '../verifies.js';

const PER_SPEAKER = { audio: { data_opt: 2 } };

/** Transcripts as `name: text`, in the order in which they arrived. */
function transcripts(media: Peer): string[] {
  return media
    .ofType(MessageType.MEDIA_DATA_TRANSCRIPT)
    .map(({ content }) => `${content.user_name}: ${content.data}`);
}

function spokenUntil(conversation: 'long-talk' | 'crosstalk', ms: number): string[] {
  const { participants, utterances } = builtInConversation({ conversation });
  return utterances
    .filter(({ endMs }) => endMs < ms)
    .toSorted((a, b) => a.endMs - b.endMs)
    .map(({ speaker, text }) => `${participants[speaker]?.name}: ${text}`);
}

/** Reads the speech, which takes real time, whereas the clock of a world is advanced by hand. */
async function openSpeech(conversation: ConversationName): Promise<void> {
  const format = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 } as const;
  await builtInConversation({ conversation }).audio('mixed', format);
}

verifies('scenario:long-talk', { only: 'memory', scenario: 'long-talk' }, async (world) => {
  await openSpeech('long-talk');
  const { media } = await world.join({ media_type: 9, media_params: PER_SPEAKER });
  await world.advance(90_000);
  expect(transcripts(media)).toEqual(spokenUntil('long-talk', 90_000));
  const packets = media.ofType(MessageType.MEDIA_DATA_AUDIO);
  const { participants, utterances } = builtInConversation({ conversation: 'long-talk' });
  for (const [index, { name }] of participants.entries()) {
    const spoken = utterances.filter(({ speaker, endMs }) => speaker === index && endMs < 89_000);
    const expected = spoken.reduce((sum, { startMs, endMs }) => sum + (endMs - startMs) / 20, 0);
    const heard = packets.filter(({ content }) => content.user_name === name).length;
    expect(heard).toBeGreaterThanOrEqual(expected);
    expect(heard - expected).toBeLessThan(250);
  }
});

verifies('scenario:crosstalk', { only: 'memory', protocol: '2026', scenario: 'crosstalk' }, async (world) => {
  const { media } = await world.join({ media_type: 8 });
  await world.advance(40_000);
  expect(transcripts(media)).toEqual(spokenUntil('crosstalk', 40_000));
  const times = media
    .bodies(17)
    .map(({ content }) => content as { readonly start_time: number; readonly end_time: number });
  const overlaps = times.filter(({ start_time }, i) => start_time < (times[i - 1]?.end_time ?? 0));
  expect(overlaps.length).toBeGreaterThan(3);
});

verifies('scenario:noisy-room', { only: 'memory', scenario: 'noisy-room' }, async (world) => {
  await openSpeech('noisy-room');
  const { media } = await world.join({ media_type: 1 });
  await world.until(() => media.bodies(14).length > 250);
  for (const { content } of media.ofType(MessageType.MEDIA_DATA_AUDIO)) {
    expect(Buffer.from(content.data, 'base64').some((byte) => byte !== 0)).toBe(true);
  }
});

verifies('scenario:crowd-50', { only: 'memory', scenario: 'crowd-50' }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 8 });
  await world.send(signaling, { msg_type: 5, events: [3, 4] });
  await world.advance(120_500);
  const people = (): number => meeting.view().participants.length;
  expect(people()).toBe(50);
  const before = transcripts(media).length;
  await world.advance(29_000);
  const during = transcripts(media).slice(before);
  expect(during.length).toBeGreaterThan(2);
  expect(during.filter((line) => line.startsWith('Ravi'))).toEqual([]);
  await world.advance(91_000);
  expect(people()).toBe(4);
  expect(signaling.eventTypes.filter((type) => type === 4)).toHaveLength(47);
});

verifies('scenario:event-flood', { only: 'memory', scenario: 'event-flood' }, async (world) => {
  const { signaling } = await world.join({ media_type: 8 });
  await world.send(signaling, { msg_type: 5, events: [2, 3, 4, 8, 9] });
  await world.advance(60_000);
  const { eventTypes } = signaling;
  const count = (type: number): number => eventTypes.filter((other) => other === type).length;
  // A subscription to joins, and one to cameras, begins with those who are there; a join is followed by its camera.
  expect([3, 4, 8, 9].map(count)).toEqual([299, 298, 1 + 2 * 298, 298]);
  expect(count(2)).toBeGreaterThan(298);
});
