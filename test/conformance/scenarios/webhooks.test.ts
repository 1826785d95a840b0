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

verifies(['webhook:order:started-first', 'webhook:once', 'webhook:stopped:reason-number'], async (world) => {
  const meeting = await world.startMeeting();
  expect(world.webhookNames).toEqual(['started']);
  expect(world.journal.find({ kind: 'connection' })).toEqual([]);
  await world.ready(await world.joinSignaling(meeting), meeting);
  await world.pass(5000);
  await meeting.end();
  await world.pass(5000);
  expect(world.webhookNames).toEqual(['started', 'stopped']);
  expect(world.webhooks[1]?.body.payload['stop_reason']).toBe(6);
});

verifies('webhook:interrupted:on-signaling-loss', { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join();
  media.cut();
  await world.until(() => meeting.state === 'interrupted');
  await world.pass(1000);
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
