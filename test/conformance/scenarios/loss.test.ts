import { MessageType } from '@rtms-mock/protocol';
import { expect } from 'vitest';
import type { Peer } from '../peer.js';
import { verifies } from '../verifies.js';
import type { World } from '../world.js';

const VIDEO = { media_type: 2, media_params: { video: { codec: 7, fps: 25 } } };

verifies(['loss:media:notice', 'loss:media:others-flow'], { both: true }, async (world) => {
  const { meeting, signaling, media: audio } = await world.join({ media_type: 1 });
  const video = await world.joinMedia(meeting, VIDEO);
  await world.ready(signaling, meeting);
  audio.cut();
  await world.until(() => meeting.state === 'interrupted');
  await world.settle();
  expect(signaling.eventTypes.at(-1)).toBe(7);
  expect(signaling.bodies(8).at(-1)).toMatchObject({ state: 2, reason: 14 });
  const before = video.ofType(MessageType.MEDIA_DATA_VIDEO).length;
  await world.advance(400);
  expect(video.ofType(MessageType.MEDIA_DATA_VIDEO).length).toBeGreaterThanOrEqual(before + 8);
});

verifies('loss:media:recover', { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  media.cut();
  await world.until(() => meeting.state === 'interrupted');
  await world.advance(20_000);
  const again = await world.joinMedia(meeting, { media_type: 1 });
  await world.advance(200);
  expect(again.ofType(MessageType.MEDIA_DATA_AUDIO)).toEqual([]);
  await world.ready(signaling, meeting);
  await world.advance(200);
  expect(again.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
  expect([meeting.state, signaling.states.at(-1)]).toEqual(['active', '8/1']);
});

/** Joins a stream with one socket for audio and one for video. */
async function joinSplit(world: World) {
  const { meeting, signaling, media: audio } = await world.join({ media_type: 1 });
  const video = await world.joinMedia(meeting, VIDEO);
  await world.ready(signaling, meeting);
  return { meeting, signaling, audio, video };
}

function interruptions(signaling: Peer): unknown[] {
  return signaling.events
    .filter((event) => event['event_type'] === 7)
    .map(({ media_type: mediaType }) => mediaType);
}

verifies(['loss:media:each', 'loss:media:all-back'], { both: true }, async (world) => {
  const { meeting, signaling, audio, video } = await joinSplit(world);
  audio.cut();
  await world.until(() => interruptions(signaling).length === 1);
  video.cut();
  await world.until(() => interruptions(signaling).length === 2);
  expect(interruptions(signaling)).toEqual([1, 2]);
  expect(signaling.states.filter((state) => state === '8/2')).toHaveLength(1);

  const newAudio = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(signaling, meeting);
  await world.advance(200);
  expect(newAudio.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
  expect([meeting.state, signaling.states.at(-1)]).toEqual(['interrupted', '8/2']);

  const newVideo = await world.joinMedia(meeting, VIDEO);
  await world.ready(signaling, meeting);
  await world.advance(1000);
  expect(newVideo.ofType(MessageType.MEDIA_DATA_VIDEO)).not.toEqual([]);
  expect([meeting.state, signaling.states.at(-1)]).toEqual(['active', '8/1']);
});

verifies(
  'loss:media:all-back',
  { both: true, mediaTypeMasks: 'accept', as: 'one socket replaced by several' },
  async (world) => {
    const { meeting, signaling, media } = await world.join({ media_type: 3 });
    media.cut();
    await world.until(() => meeting.state === 'interrupted');
    const states: string[] = [];
    for (const mediaType of [1, 2]) {
      await world.joinMedia(meeting, { media_type: mediaType });
      await world.ready(signaling, meeting);
      states.push(meeting.state);
    }
    expect(states).toEqual(['interrupted', 'active']);
  },
);

verifies('loss:media:own-window', { both: true }, async (world) => {
  const windowMs = world.generation === '2025' ? 30_000 : 65_000;
  const { meeting, signaling, audio, video } = await joinSplit(world);
  audio.cut();
  await world.until(() => interruptions(signaling).length === 1);
  await world.advance(20_000);
  video.cut();
  await world.until(() => interruptions(signaling).length === 2);
  await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(signaling, meeting);
  // The time of audio is over, but it has reconnected. The time of video began 20 s later.
  await world.advance(windowMs - 1000);
  expect(meeting.state).toBe('interrupted');
  await world.advance(1000);
  expect((await world.untilWebhook('stopped')).body.payload['stop_reason']).toBe(
    world.generation === '2025' ? 14 : 19,
  );
});

for (const code of [1000, 1001]) {
  verifies('loss:media:given-up', { both: true, as: `code ${code}` }, async (world) => {
    const { meeting, signaling, audio, video } = await joinSplit(world);
    video.close(code);
    await world.advance(70_000);
    expect(video.closed?.code).toBe(code);
    expect([meeting.state, interruptions(signaling), signaling.states.at(-1)]).toEqual(['active', [], '8/1']);
    const before = audio.ofType(MessageType.MEDIA_DATA_AUDIO).length;
    await world.advance(200);
    expect(audio.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(before);

    const again = await world.joinMedia(meeting, VIDEO);
    await world.ready(signaling, meeting);
    await world.advance(1000);
    expect(again.ofType(MessageType.MEDIA_DATA_VIDEO)).not.toEqual([]);
  });
}

verifies('loss:media:last', { both: true }, async (world) => {
  const { meeting, signaling, audio, video } = await joinSplit(world);
  video.close(1000);
  await world.until(() => world.journal.find({ socket: 'media', type: 'closed' }).length === 1);
  expect(meeting.state).toBe('active');
  audio.close(1000);
  await world.until(() => meeting.state === 'interrupted');
  await world.settle();
  expect(interruptions(signaling)).toEqual([1]);
});

verifies('loss:media:other-codes', { both: true }, async (world) => {
  const { meeting, signaling, video } = await joinSplit(world);
  video.close(1011);
  await world.until(() => meeting.state === 'interrupted');
  await world.settle();
  expect(interruptions(signaling)).toEqual([2]);
});

verifies('loss:media:other-codes', { both: true, as: 'closed by the service' }, async (world) => {
  const { meeting, signaling, audio, video } = await joinSplit(world);
  await meeting.inject({ do: 'close-socket', socket: 'media', code: 1000 });
  await world.until(() => interruptions(signaling).length === 2);
  expect([audio.closed?.code, video.closed?.code]).toEqual([1000, 1000]);
  expect(meeting.state).toBe('interrupted');
});

verifies('loss:media:window-2025', async (world) => {
  const { meeting, media } = await world.join();
  media.cut();
  await world.until(() => meeting.state === 'interrupted');
  await world.advance(29_000);
  expect(meeting.state).toBe('interrupted');
  await world.advance(1000);
  expect((await world.untilWebhook('stopped')).body.payload['stop_reason']).toBe(14);
});

verifies('loss:media:window-2026', { protocol: '2026' }, async (world) => {
  const { meeting, media } = await world.join();
  media.cut();
  await world.until(() => meeting.state === 'interrupted');
  await world.advance(64_000);
  expect(meeting.state).toBe('interrupted');
  await world.advance(1000);
  expect((await world.untilWebhook('stopped')).body.payload['stop_reason']).toBe(19);
});

verifies(['loss:signaling:recover', 'loss:signaling:media-closed'], { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  signaling.cut();
  await world.untilWebhook('interrupted');
  expect(media.closed).toBeUndefined();
  await world.advance(1000);
  await world.until(() => media.closed !== undefined, 1000);
  expect(media.closed?.code).toBe(1000);
  await world.advance(30_000);
  const again = await world.joinSignaling(meeting);
  expect(again.response['status_code']).toBe(0);
  const newMedia = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(again, meeting);
  await world.advance(200);
  expect(newMedia.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
  expect([meeting.state, again.states]).toEqual(['active', ['8/1']]);
});

verifies('loss:signaling:media-kept', { both: true, keepMediaOnSignalingLoss: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  signaling.cut();
  await world.untilWebhook('interrupted');
  await world.advance(5000);
  expect(media.closed).toBeUndefined();
  const again = await world.joinSignaling(meeting);
  await world.ready(again, meeting);
  const before = media.ofType(MessageType.MEDIA_DATA_AUDIO).length;
  await world.advance(200);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(before);
});

verifies(
  'loss:signaling:media-kept-flows',
  { both: true, mediaTypeMasks: 'accept', keepMediaOnSignalingLoss: true },
  async (world) => {
    const { meeting, signaling, media } = await world.join({ media_type: 9 });
    await world.advance(100);
    signaling.cut();
    await world.untilWebhook('interrupted');
    await world.advance(5000);
    expect(meeting.state).toBe('interrupted');
    const again = await world.joinSignaling(meeting);
    await world.advance(1000);
    expect(meeting.state).toBe('signaling');
    const late = await world.joinMedia(meeting, VIDEO);
    await world.advance(200);
    expect(late.ofType(MessageType.MEDIA_DATA_VIDEO)).toEqual([]);
    await world.ready(again, meeting);
    await world.advance(200);
    const times = media.ofType(MessageType.MEDIA_DATA_AUDIO).map(({ content }) => content.timestamp);
    expect(times.length).toBeGreaterThan(300);
    expect(new Set(times.slice(1).map((time, index) => time - (times[index] ?? 0)))).toEqual(new Set([20]));
    expect(media.ofType(MessageType.MEDIA_DATA_TRANSCRIPT)).not.toEqual([]);
  },
);

verifies(
  'loss:signaling:media-kept-flows',
  { both: true, keepMediaOnSignalingLoss: true, as: 'at the usual pace' },
  async (world) => {
    const { meeting, signaling, media } = await world.join({ media_type: 1 });
    await world.advance(100);
    signaling.cut();
    await world.untilWebhook('interrupted');
    const before = media.ofType(MessageType.MEDIA_DATA_AUDIO).length;
    await world.advance(1000);
    expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).toHaveLength(before + 50);
    await world.advance(60_000);
    await world.untilWebhook('stopped');
    const atEnd = media.ofType(MessageType.MEDIA_DATA_AUDIO).length;
    await world.advance(1000);
    expect([meeting.state, media.ofType(MessageType.MEDIA_DATA_AUDIO).length]).toEqual(['terminated', atEnd]);
  },
);

verifies('loss:signaling:window', { both: true }, async (world) => {
  const { meeting, signaling } = await world.join();
  signaling.cut();
  await world.untilWebhook('interrupted');
  await world.advance(59_000);
  expect(meeting.state).toBe('interrupted');
  await world.advance(1000);
  const { body } = await world.untilWebhook('stopped');
  expect(body.payload['stop_reason']).toBe(world.generation === '2025' ? 13 : 19);
});

verifies('loss:reason-2026', { protocol: '2026' }, async (world) => {
  const { meeting, signaling } = await world.join();
  signaling.answersKeepAlive = false;
  await world.until(() => meeting.state === 'interrupted');
  await world.advance(60_000);
  expect((await world.untilWebhook('stopped')).body.payload['stop_reason']).toBe(24);
});

verifies('loss:reason:media-keep-alive', { both: true, mediaKeepAlive: 'always' }, async (world) => {
  const { meeting, media } = await world.join({ media_type: 1 });
  media.answersKeepAlive = false;
  await world.until(() => meeting.state === 'interrupted');
  await world.advance(65_000);
  expect((await world.untilWebhook('stopped')).body.payload['stop_reason']).toBe(
    world.generation === '2025' ? 11 : 24,
  );
});

verifies('loss:reason:own', { both: true }, async (world) => {
  const { meeting, signaling } = await world.join();
  signaling.answersKeepAlive = false;
  await world.until(() => meeting.state === 'interrupted');
  const again = await world.joinSignaling(meeting);
  await world.joinMedia(meeting);
  await world.ready(again, meeting);
  expect(meeting.state).toBe('active');
  again.cut();
  await world.until(() => meeting.state === 'interrupted');
  await world.advance(60_000);
  expect((await world.untilWebhook('stopped')).body.payload['stop_reason']).toBe(
    world.generation === '2025' ? 13 : 19,
  );
});

verifies('loss:instance', { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  await meeting.inject({ do: 'new-instance' });
  await world.untilWebhooks(2);
  await world.until(() => signaling.closed !== undefined && media.closed !== undefined, 1000);
  expect([signaling.closed?.code, media.closed?.code]).toEqual([1006, 1006]);
  expect(world.webhookNames).toEqual(['started', 'started']);
  const again = await world.joinSignaling(meeting);
  const newMedia = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(again, meeting);
  await world.advance(200);
  expect(newMedia.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
});

verifies('buffer:start', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const startedMs = world.clock.unixMs();
  await world.advance(2000);
  const signaling = await world.joinSignaling(meeting);
  const media = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(signaling, meeting);
  await world.advance(40);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)[0]?.content.timestamp).toBe(startedMs);
});

verifies('buffer:off', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  await world.advance(2000);
  const shakenMs = world.clock.unixMs();
  const signaling = await world.joinSignaling(meeting, { buffer_data: false });
  const media = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(signaling, meeting);
  await world.advance(40);
  const [first] = media.ofType(MessageType.MEDIA_DATA_AUDIO);
  expect(first?.content.timestamp).toBeGreaterThanOrEqual(shakenMs);
});

verifies('buffer:interruption', { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  await world.advance(100);
  media.cut();
  await world.until(() => meeting.state === 'interrupted');
  await world.advance(2000);
  const again = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(signaling, meeting);
  await world.advance(40);
  const last = media.ofType(MessageType.MEDIA_DATA_AUDIO).at(-1)?.content.timestamp ?? 0;
  expect((again.ofType(MessageType.MEDIA_DATA_AUDIO)[0]?.content.timestamp ?? 0) - last).toBeLessThan(200);
});

verifies('buffer:interruption', { both: true, as: 'after signaling was lost' }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  await world.advance(100);
  signaling.cut();
  await world.untilWebhook('interrupted');
  await world.advance(2000);
  const again = await world.joinSignaling(meeting);
  const newMedia = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(again, meeting);
  await world.advance(40);
  const last = media.ofType(MessageType.MEDIA_DATA_AUDIO).at(-1)?.content.timestamp ?? 0;
  const [first] = newMedia.ofType(MessageType.MEDIA_DATA_AUDIO);
  expect((first?.content.timestamp ?? 0) - last).toBe(20);
});

verifies('loss:instance:new-id', { both: true }, async (world) => {
  const { meeting, signaling } = await world.join({ media_type: 1 });
  const oldId = meeting.streamId;
  await meeting.inject({ do: 'new-instance', ids: 'new' });
  await world.untilWebhooks(2);
  await world.until(() => signaling.closed !== undefined, 1000);
  const [first, second] = world.webhooks.map(({ body }) => body.payload);
  expect(second?.['meeting_uuid']).toBe(first?.['meeting_uuid']);
  expect(second?.['rtms_stream_id']).toBe(meeting.streamId);
  expect(meeting.streamId).not.toBe(oldId);
  const again = await world.joinSignaling(meeting);
  const media = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(again, meeting);
  await world.advance(200);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
  expect(world.webhookNames).toEqual(['started', 'started']);
  const late = await world.joinSignaling(meeting, { rtms_stream_id: oldId });
  expect(late.response['status_code']).not.toBe(0);
});
