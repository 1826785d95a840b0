import { createHmac } from 'node:crypto';
import { PRODUCTS } from '@rtms-mock/protocol';
import { expect } from 'vitest';
import { DEV_CREDENTIALS } from '../../../packages/mock-server/src/credentials.js';
import { verifies } from '../verifies.js';

verifies(['webhook:body:three-fields', 'webhook:payload:flat-and-nested'], { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  await meeting.end();
  const { body } = await world.untilWebhook('stopped');
  expect(Object.keys(body)).toEqual(['event', 'event_ts', 'payload']);
  expect(body.event_ts).toBe(world.clock.unixMs());
  const { object, ...flat } = body.payload;
  expect(object).toEqual(flat);
});

verifies(['webhook:payload:started-fields', 'webhook:payload:server-urls-string'], async (world) => {
  const meeting = await world.startMeeting();
  const { body } = await world.untilWebhook('started');
  expect(body.payload).toMatchObject({
    account_id: 'rtms-mock-account',
    operator_id: 'rtms-mock-operator',
    is_original_host: true,
    meeting_id: expect.stringMatching(/^\d{11}$/) as string,
    meeting_uuid: meeting.meetingUuid,
    rtms_stream_id: meeting.streamId,
    server_urls: expect.stringMatching(/^ws:\/\/[^,]+$/) as string,
  });
});

verifies(['webhook:headers:signed', 'webhook:body:compact'], { only: 'network' }, async (world) => {
  await world.startMeeting();
  const { http } = await world.untilWebhook('started');
  const text = http?.text ?? '';
  expect(JSON.stringify(JSON.parse(text))).toBe(text);
  const time = String(http?.headers['x-zm-request-timestamp']);
  expect(time).toMatch(/^\d{10}$/);
  const hash = createHmac('sha256', DEV_CREDENTIALS.secretToken).update(`v0:${time}:${text}`).digest('hex');
  expect(http?.headers['x-zm-signature']).toBe(`v0=${hash}`);
  expect(http?.headers['content-type']).toMatch(/^application\/json/);
});

verifies(['webhook:event:by-product', 'webhook:webinar:both-ids', 'webhook:id:url-safe'], async (world) => {
  const seen: string[] = [];
  for (const product of PRODUCTS) {
    const { meetingUuid } = await world.startMeeting({ product });
    const { body } = await world.untilWebhook('started');
    const keys = Object.keys(body.payload).filter((key) => body.payload[key] === meetingUuid);
    seen.push(`${body.event}: ${keys.join()}`);
    if (product === 'session' || product === 'contact_center') expect(meetingUuid).toMatch(/^[\w-]+$/);
    if (product === 'phone') expect(meetingUuid).toMatch(/^\d+$/);
  }
  expect(seen).toEqual([
    'meeting.rtms_started: meeting_uuid',
    'webinar.rtms_started: meeting_uuid,webinar_uuid',
    'session.rtms_started: session_id',
    'contact_center.voice_rtms_started: engagement_id',
    'phone.rtms_started: call_id',
  ]);
});

const WITH_UUID = {
  ...DEV_CREDENTIALS,
  streams: [{ meetingUuid: '4f2kQd8sT0uXy9ZbAa1BcQ==', streamId: 'rtms_001' }],
};

verifies('webhook:ids:phone-never-uuid', { both: true, credentials: WITH_UUID }, async (world) => {
  const { meetingUuid, streamId } = await world.startMeeting({ product: 'phone' });
  const { body } = await world.untilWebhook('started');
  expect(streamId).toBe('rtms_001');
  expect(meetingUuid).toMatch(/^\d+$/);
  expect(body.payload['call_id']).toBe(meetingUuid);
  await expect(world.startMeeting({ product: 'phone', meetingUuid: 'a/b==' })).rejects.toThrow(
    'meetingUuid must be a call id for a phone call: 1 to 128 letters, digits, "_" and "-"; found "a/b==".',
  );
  const chosen = await world.startMeeting({ product: 'phone', meetingUuid: 'Call-1_a' });
  expect(chosen.meetingUuid).toBe('Call-1_a');
});

verifies('webhook:session-key', { both: true }, async (world) => {
  for (const sessionKey of [undefined, 'room-42']) {
    const before = world.webhooks.length;
    const input = { product: 'session', ...(sessionKey !== undefined && { sessionKey }) } as const;
    const { meeting, signaling } = await world.join({ media_type: 1 }, input);
    signaling.cut();
    await world.until(() => meeting.state === 'interrupted');
    await world.untilWebhooks(before + 2);
    const [started, interrupted] = world.webhooks.slice(-2).map(({ body }) => body);
    expect([started?.event, interrupted?.event]).toEqual([
      'session.rtms_started',
      'session.rtms_interrupted',
    ]);
    expect(started?.payload['session_key']).toEqual(sessionKey ?? expect.stringMatching(/^[\w-]+$/));
    expect(interrupted?.payload['session_key']).toBe(started?.payload['session_key']);
  }
});

verifies('webhook:interrupted:documented-fields', { both: true, strict: true }, async (world) => {
  for (const [product, keys] of [
    ['meeting', ['meeting_uuid']],
    ['session', ['session_id', 'session_key']],
    ['phone', ['call_id']],
  ] as const) {
    const before = world.webhooks.length;
    const { meeting, signaling } = await world.join({ media_type: 1 }, { product });
    signaling.cut();
    await world.until(() => meeting.state === 'interrupted');
    await world.untilWebhooks(before + 2);
    expect(Object.keys(world.webhooks[before + 1]?.body.payload ?? {})).toEqual([...keys, 'rtms_stream_id']);
  }
});

verifies(['webhook:order:started-first', 'webhook:once', 'webhook:stopped:reason-number'], async (world) => {
  const meeting = await world.startMeeting();
  expect(world.webhookNames).toEqual(['started']);
  expect(world.journal.find({ kind: 'connection' })).toEqual([]);
  await world.ready(await world.joinSignaling(meeting), meeting);
  await world.advance(5000);
  await meeting.end();
  await world.advance(5000);
  expect(world.webhookNames).toEqual(['started', 'stopped']);
  expect(world.webhooks[1]?.body.payload['stop_reason']).toBe(6);
});

verifies('webhook:interrupted:on-signaling-loss', { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join();
  media.cut();
  await world.until(() => meeting.state === 'interrupted');
  await world.advance(1000);
  expect(world.webhookNames).toEqual(['started']);
  signaling.cut();
  await world.untilWebhook('interrupted');
  expect(world.webhookNames).toEqual(['started', 'interrupted']);
});

verifies('webhook:validation:no-precondition', async (world) => {
  const { meeting } = await world.join();
  expect(meeting.state).toBe('active');
  expect(world.webhooks.map(({ body }) => body.event)).toEqual(['meeting.rtms_started']);
});

verifies('webhook:concurrency', { both: true }, async (world) => {
  const timeline = [{ at: '1s', do: 'webhook', event: 'rtms.concurrency_near_limit' }];
  const meeting = await world.startMeeting({ product: 'session', scenario: { timeline } });
  await world.advance(1000);
  await world.untilWebhooks(2);
  await meeting.inject({ do: 'webhook', event: 'rtms.concurrency_limited' });
  const more = { concurrency_number: 1990, note: 'mine' };
  await meeting.inject({ do: 'webhook', event: 'rtms.concurrency_near_limit', payload: more });
  await world.untilWebhooks(4);
  const [, near, limited, nearer] = world.webhooks;
  expect(near?.body).toEqual({
    event: 'rtms.concurrency_near_limit',
    event_ts: world.clock.unixMs(),
    payload: { concurrency_limit: 2000, concurrency_number: 1600, percentage: 80 },
  });
  expect([limited?.body.event, limited?.body.payload]).toEqual([
    'rtms.concurrency_limited',
    {
      operator_id: 'rtms-mock-operator',
      concurrency_number: 2000,
      id_field: { session_id: meeting.meetingUuid },
    },
  ]);
  expect(nearer?.body.payload).toEqual({ concurrency_limit: 2000, percentage: 99, ...more });
  for (const { http } of world.webhooks) {
    if (http) expect(http.headers['x-zm-signature']).toMatch(/^v0=[0-9a-f]{64}$/);
  }
});

verifies('webhook:start-failed', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const ids = { meeting_uuid: meeting.meetingUuid, rtms_stream_id: meeting.streamId };
  await meeting.inject({ do: 'webhook', event: 'rtms.start_failed', payload: { reason: 'no licence' } });
  await meeting.inject({ do: 'webhook', event: 'rtms.request_status', payload: { status: 'accepted' } });
  await world.untilWebhooks(3);
  expect(world.webhooks.slice(1).map(({ body }) => [body.event, body.payload])).toEqual([
    ['rtms.start_failed', { operator_id: 'rtms-mock-operator', ...ids, reason: 'no licence' }],
    ['rtms.request_status', { operator_id: 'rtms-mock-operator', ...ids, status: 'accepted' }],
  ]);
});
