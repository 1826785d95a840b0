import { MessageType } from '@rtms-mock/protocol';
import { expect } from 'vitest';
import { verifies } from '../verifies.js';

verifies(['loss:media:notice', 'loss:media:others-flow'], { both: true }, async (world) => {
  const { meeting, signaling, media: audio } = await world.join({ media_type: 1 });
  const video = await world.joinMedia(meeting, {
    media_type: 2,
    media_params: { video: { codec: 7, fps: 25 } },
  });
  await world.ready(signaling, meeting);
  audio.cut();
  await world.until(() => meeting.state === 'interrupted');
  await world.settle();
  expect(signaling.eventTypes.at(-1)).toBe(7);
  expect(signaling.bodies(8).at(-1)).toMatchObject({ state: 2, reason: 14 });
  const before = video.ofType(MessageType.MEDIA_DATA_VIDEO).length;
  await world.pass(400);
  expect(video.ofType(MessageType.MEDIA_DATA_VIDEO).length).toBeGreaterThanOrEqual(before + 8);
});

verifies('loss:media:recover', { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  media.cut();
  await world.until(() => meeting.state === 'interrupted');
  await world.pass(20_000);
  const again = await world.joinMedia(meeting, { media_type: 1 });
  await world.pass(200);
  expect(again.ofType(MessageType.MEDIA_DATA_AUDIO)).toEqual([]);
  await world.ready(signaling, meeting);
  await world.pass(200);
  expect(again.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
  expect([meeting.state, signaling.states.at(-1)]).toEqual(['active', '8/1']);
});

verifies('loss:media:window-2025', async (world) => {
  const { meeting, media } = await world.join();
  media.cut();
  await world.until(() => meeting.state === 'interrupted');
  await world.pass(29_000);
  expect(meeting.state).toBe('interrupted');
  await world.pass(1000);
  expect((await world.untilWebhook('stopped')).body.payload['stop_reason']).toBe(14);
});

verifies('loss:media:window-2026', { protocol: '2026' }, async (world) => {
  const { meeting, media } = await world.join();
  media.cut();
  await world.until(() => meeting.state === 'interrupted');
  await world.pass(64_000);
  expect(meeting.state).toBe('interrupted');
  await world.pass(1000);
  expect((await world.untilWebhook('stopped')).body.payload['stop_reason']).toBe(19);
});

verifies(['loss:signaling:recover', 'loss:signaling:media-closed'], { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  signaling.cut();
  await world.untilWebhook('interrupted');
  expect(media.closed).toBeUndefined();
  await world.pass(1000);
  await world.until(() => media.closed !== undefined, 1000);
  expect(media.closed?.code).toBe(1000);
  await world.pass(30_000);
  const again = await world.joinSignaling(meeting);
  expect(again.answer['status_code']).toBe(0);
  const newMedia = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(again, meeting);
  await world.pass(200);
  expect(newMedia.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
  expect([meeting.state, again.states]).toEqual(['active', ['8/1']]);
});

verifies('loss:signaling:media-kept', { both: true, keepMediaOnSignalingLoss: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  signaling.cut();
  await world.untilWebhook('interrupted');
  await world.pass(5000);
  expect(media.closed).toBeUndefined();
  const again = await world.joinSignaling(meeting);
  await world.ready(again, meeting);
  const before = media.ofType(MessageType.MEDIA_DATA_AUDIO).length;
  await world.pass(200);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(before);
});

verifies('loss:signaling:window', { both: true }, async (world) => {
  const { meeting, signaling } = await world.join();
  signaling.cut();
  await world.untilWebhook('interrupted');
  await world.pass(59_000);
  expect(meeting.state).toBe('interrupted');
  await world.pass(1000);
  const { body } = await world.untilWebhook('stopped');
  expect(body.payload['stop_reason']).toBe(world.generation === '2025' ? 13 : 19);
});

verifies('loss:reason-2026', { protocol: '2026' }, async (world) => {
  const { meeting, signaling } = await world.join();
  signaling.answersKeepAlive = false;
  await world.until(() => meeting.state === 'interrupted');
  await world.pass(60_000);
  expect((await world.untilWebhook('stopped')).body.payload['stop_reason']).toBe(24);
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
  await world.pass(200);
  expect(newMedia.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
});

verifies('buffer:start', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const startedMs = world.clock.unixMs();
  await world.pass(2000);
  const signaling = await world.joinSignaling(meeting);
  const media = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(signaling, meeting);
  await world.pass(40);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)[0]?.content.timestamp).toBe(startedMs);
});

verifies('buffer:off', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  await world.pass(2000);
  const shakenMs = world.clock.unixMs();
  const signaling = await world.joinSignaling(meeting, { buffer_data: false });
  const media = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(signaling, meeting);
  await world.pass(40);
  const [first] = media.ofType(MessageType.MEDIA_DATA_AUDIO);
  expect(first?.content.timestamp).toBeGreaterThanOrEqual(shakenMs);
});

verifies('buffer:interruption', { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  await world.pass(100);
  media.cut();
  await world.until(() => meeting.state === 'interrupted');
  await world.pass(2000);
  const again = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(signaling, meeting);
  await world.pass(40);
  const last = media.ofType(MessageType.MEDIA_DATA_AUDIO).at(-1)?.content.timestamp ?? 0;
  expect((again.ofType(MessageType.MEDIA_DATA_AUDIO)[0]?.content.timestamp ?? 0) - last).toBeLessThan(200);
});

verifies('buffer:interruption', { both: true, as: 'after signaling was lost' }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  await world.pass(100);
  signaling.cut();
  await world.untilWebhook('interrupted');
  await world.pass(2000);
  const again = await world.joinSignaling(meeting);
  const newMedia = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(again, meeting);
  await world.pass(40);
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
  await world.pass(200);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
  expect(world.webhookNames).toEqual(['started', 'started']);
  const late = await world.joinSignaling(meeting, { rtms_stream_id: oldId });
  expect(late.answer['status_code']).not.toBe(0);
});
