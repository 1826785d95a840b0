import { expect } from 'vitest';
import { verifies } from '../verifies.js';
import { identity } from '../world.js';

const MASKS = [9, 17, 25];

verifies('media:masks:single-or-all', { both: true }, async (world) => {
  for (const media_type of [1, 2, 4, 8, 16, 31, 32]) {
    const meeting = await world.startMeeting();
    await world.joinSignaling(meeting);
    const media = await world.joinMedia(meeting, { media_type });
    expect([media_type, media.response['status_code']]).toEqual([media_type, 0]);
  }
});

verifies('media:masks:accepted-2025', { both: true, mediaTypeMasks: 'accept' }, async (world) => {
  const { media } = await world.join({ media_type: 25 });
  expect(Object.keys(media.response['media_params'] as object).sort()).toEqual([
    'audio',
    'chat',
    'transcript',
  ]);
});

verifies('media:masks:accepted-2025', { as: 'by default' }, async (world) => {
  const { media } = await world.join({ media_type: 9 });
  expect(media.response['status_code']).toBe(0);
});

verifies('media:masks:refused', { protocol: '2026' }, async (world) => {
  for (const media_type of MASKS) {
    const meeting = await world.startMeeting();
    await world.joinSignaling(meeting);
    const media = await world.joinMedia(meeting, { media_type });
    expect(media.response).toMatchObject({ status_code: 14, reason: 'Media type invalid value' });
    expect(media.response).not.toHaveProperty('media_params');
  }
});

verifies('media:masks:refused', { as: 'in 2025 by an option', mediaTypeMasks: 'refuse' }, async (world) => {
  const { media } = await world.join({ media_type: 9 });
  expect(media.response).toMatchObject({ status_code: 29, reason: 'Media type invalid value' });
});

for (const handshakeFailure of ['respond-close', 'respond-only', 'close-only'] as const) {
  verifies(
    ['media:masks:unanswered', 'media:masks:stopped', 'media:masks:explained'],
    { protocol: '2026', handshakeFailure, as: handshakeFailure },
    async (world) => {
      const { meeting, signaling, media } = await world.join({ media_type: 9 });
      const valid = { msg_type: 3, ...identity(meeting), media_type: 1 };
      await world.send(media, valid);
      await world.advance(89_000);
      await world.send(media, { msg_type: 12, timestamp: world.clock.unixMs() });
      await world.send(media, '{bad');
      expect(media.received).toHaveLength(1);
      expect([media.closed, meeting.state]).toEqual([undefined, 'active']);
      expect(world.journal.find({ type: 'refused', socket: 'media' })[0]?.detail['advice']).toContain(
        'open one socket for each',
      );

      await world.advance(2000);
      expect(media.closed).toMatchObject({ code: 1000 });
      expect(meeting.state).toBe('terminated');
      const { body } = await world.untilWebhook('stopped');
      expect(body.payload['stop_reason']).toBe(11);
      expect(signaling.states.slice(-2)).toEqual(['9/5', '8/4']);
    },
  );
}

verifies('media:masks:other-socket', { protocol: '2026' }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 25 });
  await world.advance(60_000);
  await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(signaling, meeting);
  await world.advance(31_000);
  expect(media.closed).toMatchObject({ code: 1000 });
  await world.joinMedia(meeting, { media_type: 9 });
  await world.advance(91_000);
  expect(meeting.state).toBe('active');
  expect(world.webhookNames).toEqual(['started']);
});
