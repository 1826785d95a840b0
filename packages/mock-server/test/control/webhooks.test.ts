import { describe, expect, test } from 'vitest';
import { answerUrlValidation } from '@rtms-mock/protocol/signature';
import { receiver, type Answer } from '../webhooks/receiver.js';
import { fakeServer, type FakeServer } from './fake-server.js';

const valid: Answer = (request, respond) => {
  const { payload } = JSON.parse(request.body) as { payload: { plainToken: string } };
  respond(200, JSON.stringify(answerUrlValidation(payload.plainToken, 'token')));
};

describe('POST /api/webhooks/validate', () => {
  test('answers with the verdict', async () => {
    await using app = await receiver(valid);
    await using server = await fakeServer();
    const answer = await server.post('/api/webhooks/validate', { url: app.url });
    expect([answer.status, answer.json]).toEqual([200, { ok: true, ms: 0 }]);
  });

  test('says exactly what is wrong', async () => {
    await using app = await receiver({ status: 200 });
    await using server = await fakeServer();
    const answer = await server.post('/api/webhooks/validate', { url: app.url });
    expect(answer.json).toMatchObject({ ok: false, code: 'empty-body' });
    const other = await server.post('/api/webhooks/validate', { url: 'localhost:3000' });
    expect([other.status, other.json?.['code']]).toEqual([200, 'bad-url']);
  });

  test('checks the receiver of the server when none is named', async () => {
    await using app = await receiver(valid);
    await using server = await fakeServer({ settings: { webhookUrl: app.url } });
    expect((await server.post('/api/webhooks/validate', {})).json).toMatchObject({ ok: true });
  });

  test('takes the receiver as webhookUrl too', async () => {
    await using app = await receiver(valid);
    await using server = await fakeServer();
    const call = (body: object) => server.post('/api/webhooks/validate', body);
    expect((await call({ webhookUrl: app.url })).json).toEqual({ ok: true, ms: 0 });
    expect((await call({ webhookUrl: app.url, url: app.url })).json).toEqual({ ok: true, ms: 0 });
    const other = await call({ webhookUrl: app.url, url: 'http://127.0.0.1:1/' });
    expect(other.status).toBe(400);
    expect(other.json?.['error']).toMatchObject({ message: 'webhookUrl differs from url.' });
  });

  test('needs a URL when the server has none', async () => {
    await using server = await fakeServer();
    const answer = await server.post('/api/webhooks/validate', {});
    expect(answer.status).toBe(400);
    expect(answer.json?.['error']).toMatchObject({ message: 'webhookUrl is missing.' });
  });
});

describe('the calls of the earlier sample server', () => {
  /** Lets a meeting of the double post its webhooks, as the real one does. */
  function posting(server: FakeServer, url: string, meeting: FakeServer['meetings'][number]): void {
    const post = async (event: string): Promise<void> => {
      const payload = { meeting_uuid: meeting.meetingUuid, rtms_stream_id: meeting.streamId };
      meeting.startWebhook = await server.context.server.sendWebhook(url, { event, event_ts: 1, payload });
    };
    meeting.onPerform = (action) =>
      post(action === 'start' ? 'meeting.rtms_started' : 'meeting.rtms_stopped');
  }

  test('validate', async () => {
    await using app = await receiver(valid);
    await using wrong = await receiver({ body: 'OK' });
    await using server = await fakeServer();
    expect((await server.post('/api/validate-webhook', { webhookUrl: app.url })).json).toEqual({
      success: true,
    });
    expect((await server.post('/api/validate-webhook', { webhookUrl: wrong.url })).json).toEqual({
      success: false,
      error: expect.stringContaining('not a JSON object'),
      details: { code: 'not-json', ms: 0 },
    });
  });

  test('start a meeting, stop it, and start it again with the same ids', async () => {
    await using app = await receiver({ body: '{"received":true}' });
    await using server: FakeServer = await fakeServer({
      startMeeting: async (meeting) => {
        posting(server, app.url, meeting);
        await meeting.start();
      },
    });

    const first = await server.post('/api/send-webhook', { webhookUrl: app.url, isNewMeeting: true });
    expect(first.json).toEqual({
      success: true,
      status: 200,
      sent: {
        event: 'meeting.rtms_started',
        event_ts: 1,
        payload: { meeting_uuid: '4f2kQd8sT0uXy9ZbAa1BcQ==', rtms_stream_id: 'stream-1' },
      },
      response: { received: true },
    });
    const sent = first.json?.['sent'] as { payload: { meeting_uuid: string; rtms_stream_id: string } };

    const stopped = await server.post('/api/stop-rtms', { webhookUrl: app.url, meetingInfo: sent.payload });
    expect(stopped.json).toMatchObject({ success: true, sent: { event: 'meeting.rtms_stopped' } });
    expect(server.meetings[0]?.performed.at(-1)).toEqual(['stop', 6]);

    const again = await server.post('/api/send-webhook', {
      webhookUrl: app.url,
      isNewMeeting: false,
      existingPayload: sent,
    });
    expect(again.json).toMatchObject({ success: true, sent: { event: 'meeting.rtms_started' } });
    expect(server.meetings).toHaveLength(1);
    expect(server.meetings[0]?.state).toBe('active');
  });

  test('post the body of a stream that nobody knows unchanged', async () => {
    await using app = await receiver();
    await using server = await fakeServer();
    const existingPayload = {
      event: 'meeting.rtms_started',
      event_ts: 5,
      payload: { rtms_stream_id: 'elsewhere', extra: [1] },
    };
    const answer = await server.post('/api/send-webhook', { webhookUrl: app.url, existingPayload });
    expect(answer.json).toEqual({ success: true, status: 200, sent: existingPayload, response: null });
    expect(app.requests[0]?.body).toBe(JSON.stringify(existingPayload));
    expect(server.meetings).toHaveLength(0);
  });

  test('post rtms_stopped for a stream that nobody knows', async () => {
    await using app = await receiver();
    await using server = await fakeServer();
    await server.post('/api/stop-rtms', {
      webhookUrl: app.url,
      meetingInfo: { meeting_uuid: 'a', rtms_stream_id: 'b' },
    });
    expect(JSON.parse(app.requests[0]!.body)).toMatchObject({
      event: 'meeting.rtms_stopped',
      payload: { meeting_uuid: 'a', rtms_stream_id: 'b', stop_reason: 6 },
    });
  });

  test('say why a receiver did not take it', async () => {
    await using app = await receiver({ status: 503, body: 'busy' });
    await using server = await fakeServer();
    const answer = await server.post('/api/send-webhook', {
      webhookUrl: app.url,
      existingPayload: { event: 'test' },
    });
    expect(answer.json).toEqual({
      success: false,
      status: 503,
      sent: { event: 'test' },
      response: 'busy',
      error: expect.stringContaining('503'),
    });
  });

  test.each([
    ['/api/validate-webhook', {}, /^webhookUrl is missing/],
    ['/api/send-webhook', { webhookUrl: 'nonsense' }, /^webhookUrl must be /],
    [
      '/api/send-webhook',
      { webhookUrl: 'http://x', existingPayload: {} },
      /^existingPayload\.event is missing/,
    ],
    ['/api/stop-rtms', { webhookUrl: 'http://x' }, /^meetingInfo is missing/],
    [
      '/api/stop-rtms',
      { webhookUrl: 'http://x', meetingInfo: { rtms_stream_id: 'b' } },
      /^meetingInfo\.meeting_uuid is missing/,
    ],
  ])('check their bodies: %s %j', async (path, body, message) => {
    await using server = await fakeServer();
    const answer = await server.post(path, body);
    expect(answer.status).toBe(400);
    expect(answer.json?.['error']).toMatchObject({ message: expect.stringMatching(message) });
  });
});
