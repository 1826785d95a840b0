import { expect, test } from 'vitest';

import { readManifest, readSpeech } from '../../src/media/sources/built-in/conversation-assets.js';
import { builtInConversation } from '../../src/media/sources/built-in/built-in-conversation.js';

const source = builtInConversation();

test('two participants talk for a minute, both within the first six seconds', () => {
  expect(source.label).toBe('two-speakers');
  expect(source.durationMs).toBe(60_000);
  expect(source.participants).toEqual([
    { name: 'Ana Ruiz', hasAudio: true, hasVideo: true },
    { name: 'Bo Lind', hasAudio: true, hasVideo: true },
  ]);
  expect(source.utterances[0]).toEqual({
    speaker: 0,
    startMs: 400,
    endMs: 3440,
    text: 'Good morning, Bo. Thanks for joining on time.',
    language: 'en',
  });
  const early = source.utterances.filter(({ startMs }) => startMs < 6000);
  expect(new Set(early.map(({ speaker }) => speaker))).toEqual(new Set([0, 1]));
});

test('utterances alternate on packet boundaries, with short pauses', () => {
  source.utterances.forEach(({ startMs, endMs }, i) => {
    expect(startMs % 20).toBe(0);
    expect(endMs % 20).toBe(0);
    const next = source.utterances[i + 1];
    if (next) expect(next.startMs - endMs).toBeGreaterThanOrEqual(200);
    if (next) expect(next.startMs - endMs).toBeLessThanOrEqual(600);
  });
  expect(source.utterances.at(-1)?.endMs).toBeLessThan(60_000);
});

test('every utterance has a recording of exactly the duration in the manifest', () => {
  for (const utterance of readManifest().utterances) {
    expect(readSpeech(utterance)).toHaveLength((utterance.endMs - utterance.startMs) * 16);
  }
});

test('the active speaker is the participant who speaks, or spoke last', () => {
  expect(source.activeSpeakerAt(1000)).toBe(0);
  expect(source.activeSpeakerAt(3600)).toBe(0);
  expect(source.activeSpeakerAt(4040)).toBe(1);
  expect(source.activeSpeakerAt(64_040)).toBe(1);
  // The last sentence is Ana's, so the speaker does not change when the conversation repeats.
  expect(source.activeSpeakerAt(0)).toBe(0);
});

test('names can be replaced, and further participants listen with their cameras on', async () => {
  const named = builtInConversation({
    participants: [{ name: 'Zoë' }, { name: 'Łukasz' }, { name: 'Visitor' }],
  });
  expect(named.participants).toEqual([
    { name: 'Zoë', hasAudio: true, hasVideo: true },
    { name: 'Łukasz', hasAudio: true, hasVideo: true },
    { name: 'Visitor', hasAudio: false, hasVideo: true },
  ]);
  expect(
    builtInConversation({ participants: [{ name: 'Zoë' }] }).participants.map(({ name }) => name),
  ).toEqual(['Zoë', 'Bo Lind']);
  const format = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 } as const;
  const silent = await named.audio({ participant: 2 }, format);
  for (let i = 0; i < silent.length; i++) expect(silent.chunkAt(i)).toBeUndefined();
});

test('repeated requests return the same tracks, in all meetings with the same names', async () => {
  const video = { codec: 'H264', width: 1280, height: 720, fps: 25 } as const;
  const audio = { codec: 'L16', sampleRateHz: 48_000, channels: 2, intervalMs: 20 } as const;
  const other = builtInConversation();
  expect(await other.video(0, video)).toBe(await source.video(0, video));
  expect(await other.share(video)).toBe(await source.share(video));
  expect(await other.video(1, video)).not.toBe(await source.video(0, video));
  const renamed = builtInConversation({ participants: [{ name: 'Someone' }] });
  expect(await renamed.video(0, video)).not.toBe(await source.video(0, video));
  expect(await renamed.audio('mixed', audio)).toBe(await source.audio('mixed', audio));
});

test('a participant who does not exist has no audio and no camera', async () => {
  const audio = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 } as const;
  await expect(source.audio({ participant: 7 }, audio)).rejects.toMatchObject({ code: 'no-audio' });
  expect(await source.video(7, { codec: 'JPG', width: 640, height: 360, fps: 5 })).toBeUndefined();
});
