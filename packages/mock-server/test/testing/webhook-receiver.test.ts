import { startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { startWebhookReceiver, type ReceivedWebhook } from '../../src/testing.js';

const CREDENTIALS = {
  apps: [{ clientId: 'app', clientSecret: 'secret', accountId: 'account', userId: 'host' }],
  secretToken: 'token',
} as const;

test('passes webhooks to the handler, and answers the URL validation itself', async () => {
  const handled: ReceivedWebhook[] = [];
  await using receiver = await startWebhookReceiver((webhook) => void handled.push(webhook));
  await using server = await startMockServer({ port: 0, mediaPort: 0, webhookUrl: receiver.url });
  expect(await server.validateWebhook(receiver.url)).toMatchObject({ ok: true });

  const meeting = await server.startMeeting();
  expect(meeting.startWebhook).toMatchObject({ status: 'delivered', httpStatus: 200 });
  expect(handled.map(({ event }) => event)).toEqual(['meeting.rtms_started']);
  expect(handled[0]?.payload['rtms_stream_id']).toBe(meeting.streamId);
  expect(receiver.received.map(({ event }) => event)).toEqual([
    'endpoint.url_validation',
    'meeting.rtms_started',
  ]);
});

test('replies what the handler returns; 500 where it throws', async () => {
  const replies = [{ status: 503, body: { busy: true } }, new Error('broken')];
  await using receiver = await startWebhookReceiver(() => {
    const reply = replies.shift();
    if (reply instanceof Error) throw reply;
    return reply;
  });
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const outcomes = [];
  for (let i = 0; i < 3; i++) {
    const body = { event: 'meeting.rtms_started', payload: {} };
    outcomes.push(await server.sendWebhook(receiver.url, body));
  }
  expect(outcomes).toMatchObject([{ httpStatus: 503 }, { httpStatus: 500 }, { httpStatus: 200 }]);
  expect(receiver.errors).toEqual([new Error('broken')]);
});

test('refuses another secret token, and what is no webhook', async () => {
  await using receiver = await startWebhookReceiver(() => ({ status: 204 }), CREDENTIALS);
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const meeting = await server.startMeeting({ webhookUrl: receiver.url });
  expect(meeting.startWebhook).toMatchObject({ status: 'refused', httpStatus: 401 });
  expect(receiver.received[0]?.verification).toEqual({ ok: false, reason: 'signature-wrong' });
  for (const body of ['{', '[]', '{"event":1}']) {
    expect((await fetch(receiver.url, { method: 'POST', body })).status).toBe(400);
  }
  expect(receiver.received).toHaveLength(1);
});
