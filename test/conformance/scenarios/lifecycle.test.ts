import { MessageType } from '@rtms-mock/protocol';
import { expect } from 'vitest';
import { verifies } from '../verifies.js';

verifies(['state:initialize', 'state:started'], { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const signaling = await world.joinSignaling(meeting);
  await world.advance(100);
  expect(signaling.states).toEqual(['9/1']);
  await world.joinMedia(meeting);
  await world.ready(signaling, meeting);
  expect(signaling.states).toEqual(['9/1', '9/2', '8/1']);
});

verifies(['state:paused', 'state:resumed', 'state:sockets-stay'], { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  await world.advance(200);
  meeting.pause();
  await world.settle();
  const before = media.ofType(MessageType.MEDIA_DATA_AUDIO).length;
  const pings = signaling.ofType(MessageType.KEEP_ALIVE_REQ).length;
  await world.advance(20_000);
  expect(before).toBeGreaterThan(5);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).toHaveLength(before);
  expect(signaling.ofType(MessageType.KEEP_ALIVE_REQ).length).toBeGreaterThan(pings);
  expect([signaling.closed, media.closed]).toEqual([undefined, undefined]);
  meeting.resume();
  await world.advance(100);
  const audio = media.ofType(MessageType.MEDIA_DATA_AUDIO).map(({ content }) => content.timestamp);
  expect((audio[before] ?? 0) - (audio[before - 1] ?? 0)).toBeGreaterThanOrEqual(20_000);
  expect(signaling.states.slice(-4)).toEqual(['9/3', '8/5', '9/4', '8/6']);
});

verifies('state:end:order-2025', async (world) => {
  const { meeting, signaling } = await world.join();
  await meeting.end();
  await world.settle();
  expect(signaling.states.slice(-2)).toEqual(['8/4', '9/5']);
});

verifies('state:end:order-2026', { protocol: '2026' }, async (world) => {
  const { meeting, signaling } = await world.join();
  await meeting.end();
  await world.settle();
  expect(signaling.states.slice(-2)).toEqual(['9/5', '8/4']);
});

verifies(
  ['state:end:reason-both-names', 'state:end:close-1000', 'state:end:webhook'],
  { both: true },
  async (world) => {
    const { meeting, signaling, media } = await world.join();
    meeting.pause();
    await meeting.stop(3);
    await world.settle();
    const updates = [...signaling.bodies(8), ...signaling.bodies(9)];
    const ended = updates.filter((body) => body['stop_reason'] !== undefined);
    expect(ended).toMatchObject([
      { reason: 3, stop_reason: 3 },
      { reason: 3, stop_reason: 3 },
    ]);
    expect(updates.length).toBeGreaterThan(4);
    expect([signaling.closed, media.closed]).toEqual([
      { code: 1000, reason: 'Normal close' },
      { code: 1000, reason: 'Normal close' },
    ]);
    expect((await world.untilWebhook('stopped')).body.payload['stop_reason']).toBe(3);
  },
);

verifies('state:restart', { both: true }, async (world) => {
  const { meeting } = await world.join();
  await meeting.stop();
  await meeting.start();
  const [first, , again] = world.webhooks.map(({ body }) => body.payload);
  expect(world.webhookNames).toEqual(['started', 'stopped', 'started']);
  expect(again).toEqual(first);
  const signaling = await world.joinSignaling(meeting);
  const media = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(signaling, meeting);
  await world.advance(100);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
});

verifies('state:no-app-connects', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  await world.advance(59_999);
  expect(meeting.state).toBe('created');
  await world.advance(1);
  expect((await world.untilWebhook('stopped')).body.payload['stop_reason']).toBe(11);
});

verifies('state:several-streams', { both: true }, async (world) => {
  const { meeting, media } = await world.join({ media_type: 1 });
  const other = await world.startMeeting({ meeting: meeting.streamId });
  const signaling = await world.joinSignaling(other);
  const otherMedia = await world.joinMedia(other, { media_type: 1 });
  await world.ready(signaling, other);
  await world.advance(200);
  expect(otherMedia.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
  expect(other.meetingUuid).toBe(meeting.meetingUuid);
  await other.stop();
  const before = media.ofType(MessageType.MEDIA_DATA_AUDIO).length;
  await world.advance(200);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(before);
  expect([meeting.state, other.state]).toEqual(['active', 'terminated']);
});

verifies('state:restart:at-once', { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join();
  await meeting.stop();
  await meeting.start();
  await world.until(() => signaling.closed !== undefined && media.closed !== undefined, 1000);
  await world.advance(1000);
  expect([meeting.state, world.webhookNames]).toEqual(['created', ['started', 'stopped', 'started']]);
});

verifies(['meeting:end:every-stream', 'meeting:end:final'], { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  const other = await world.startMeeting({ meeting: meeting.streamId });
  const otherSignaling = await world.joinSignaling(other);
  const otherMedia = await world.joinMedia(other, { media_type: 1 });
  await world.ready(otherSignaling, other);
  await meeting.end();
  await world.untilWebhooks(4);
  await world.settle();
  for (const peer of [signaling, otherSignaling]) {
    expect([...peer.bodies(8), ...peer.bodies(9)].filter((body) => body['stop_reason'] === 6)).toHaveLength(
      2,
    );
  }
  for (const peer of [signaling, media, otherSignaling, otherMedia]) expect(peer.closed?.code).toBe(1000);
  const stopped = world.webhooks.filter(({ body }) => body.event.endsWith('_stopped'));
  expect(new Set(stopped.map(({ body }) => body.payload['rtms_stream_id']))).toEqual(
    new Set([meeting.streamId, other.streamId]),
  );
  expect(stopped.map(({ body }) => body.payload['stop_reason'])).toEqual([6, 6]);
  await expect(world.startMeeting({ meeting: other.streamId })).rejects.toThrow(/has ended/);
  await expect(other.start()).rejects.toThrow(/its meeting has ended/);
  await expect(other.end()).rejects.toThrow(/its meeting has ended/);
});

for (const before of ['pause', 'stop', 'resume'] as const) {
  verifies(
    ['meeting:end:any-state', 'meeting:end:final'],
    { both: true, as: `after ${before}` },
    async (world) => {
      const { meeting, signaling, media } = await world.join();
      if (before === 'resume') meeting.pause();
      await meeting.perform(before);
      await meeting.inject({ do: 'end' });
      await world.settle();
      expect([meeting.state, signaling.closed?.code, media.closed?.code]).toEqual(['terminated', 1000, 1000]);
      await expect(meeting.inject({ do: 'start' })).rejects.toThrow(
        /Cannot perform start: the meeting of stream .* has ended/,
      );
      const late = await world.joinSignaling(meeting);
      expect(late.response['status_code']).not.toBe(0);
      expect(world.webhookNames).toEqual(['started', 'stopped']);
    },
  );
}
