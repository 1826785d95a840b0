/** The goals of the project, one walk-through each. Those of c, d, h and k are in the files of their subjects. */
import * as client from '@rtms-mock/client';
import { MessageType } from '@rtms-mock/protocol';
import { expect } from 'vitest';
import { verifies } from '../verifies.js';

verifies('spec:a', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  for (const missing of ['meeting_uuid', 'rtms_stream_id', 'signature']) {
    const refused = await world.joinSignaling(meeting, { [missing]: undefined });
    expect(refused.response['status_code']).not.toBe(0);
    expect(refused.response['reason']).toContain(missing);
  }
  const { response } = await world.joinSignaling(meeting);
  expect(response).toMatchObject({
    status_code: 0,
    media_server: { server_urls: { all: expect.any(String) as string } },
  });
});

verifies('spec:b', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const refused = await world.joinSignaling(meeting, { signature: 'a'.repeat(64) });
  expect(refused.response['status_code']).toBe(world.generation === '2025' ? 15 : 3);
  expect((await world.joinSignaling(meeting)).response['status_code']).toBe(0);
  const media = await world.joinMedia(meeting, { signature: 'a'.repeat(64) });
  expect(media.response['status_code']).toBe(world.generation === '2025' ? 15 : 3);
});

verifies('spec:e', { both: true, mediaTypeMasks: 'accept' }, async (world) => {
  const { media } = await world.join({
    media_type: 3,
    media_params: {
      audio: { codec: 4, sample_rate: 3, channel: 2 },
      video: { codec: 5, fps: 5, resolution: 2 },
    },
  });
  expect(media.response).toMatchObject({
    status_code: 0,
    payload_encryption: false,
    media_params: {
      audio: { codec: 4, sample_rate: 3, channel: 2 },
      video: { codec: 5, fps: 5, resolution: 2 },
    },
  });
});

verifies('spec:f', { both: true }, async (world) => {
  const { media, meeting } = await world.join({ media_type: 32, media_params: { deskshare: { fps: 5 } } });
  await world.advance(9000);
  await meeting.inject({ do: 'chat', participant: 'Bo', text: 'See you' });
  await world.settle();
  const types = new Set(media.messages.map(({ msg_type }) => msg_type).filter((type) => type >= 14));
  expect(types).toEqual(new Set([14, 15, 16, 17, 18]));
});

verifies('spec:g', { both: true }, async (world) => {
  const scenario = { timeline: [{ at: '1s', every: '2s', repeat: 4, do: 'active-speaker', participant: 2 }] };
  const { signaling } = await world.join({ media_type: 1 }, { scenario });
  await world.send(signaling, { msg_type: 5, events: [2] });
  await world.advance(7000);
  const speakers = signaling.events.filter((event) => event['user_name'] === 'Bo');
  expect(speakers.length).toBeGreaterThanOrEqual(4);
  expect(signaling.states).toContain('8/1');
});

verifies('spec:i', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  for (const status of ['STATUS_INVALID_SIGNATURE', 'STATUS_INVALID_MEDIA_PARAMS'] as const) {
    await meeting.inject({ do: 'reject-handshake', status });
    const { response } = await world.joinSignaling(meeting);
    expect(response['status_code']).toBe(
      { 2025: [15, 33], 2026: [3, 17] }[world.generation][status.endsWith('PARAMS') ? 1 : 0],
    );
  }
  const text = await world.dial('signaling');
  await world.send(text, 'not json');
  expect(text.response['status_code']).toBe(world.generation === '2025' ? 3 : 4);
  await meeting.inject({ do: 'handshake-timeout' });
  const silent = await world.joinSignaling(meeting);
  await world.advance(30_000);
  expect([silent.received, silent.closed?.code]).toEqual([[], 1000]);
});

verifies('spec:j', { both: true }, async (world) => {
  const { meeting, signaling } = await world.join();
  await meeting.inject({ do: 'stop', reason: 'STOP_BC_HOST_TRIGGERED' });
  await world.settle();
  expect([signaling.bodies(8).at(-1), signaling.bodies(9).at(-1)]).toMatchObject([
    { state: 4, stop_reason: 1 },
    { state: 5, stop_reason: 1 },
  ]);
  const [entry] = world.journal.find({ kind: 'state', type: 'terminated', streamId: meeting.streamId });
  expect(entry?.detail).toEqual({ reason: 1 });
  expect(signaling.ofType(MessageType.STREAM_STATE_UPDATE).length).toBeGreaterThan(1);
});

verifies('clients:sdk-names', { only: 'memory' }, async () => {
  const { default: rtms } = client;
  const names = [
    'onWebhookEvent',
    'createWebhookHandler',
    'configureLogger',
    'LogLevel',
    'LogFormat',
    'Client',
    'join',
  ];
  expect(names.filter((name) => !(name in rtms))).toEqual([]);
  const app = new rtms.Client();
  const methods = [
    'setAudioParams',
    'setVideoParams',
    'onAudioData',
    'onSessionUpdate',
    'onParticipantEvent',
  ];
  expect(methods.filter((name) => !(name in app))).toEqual([]);
  expect('uninitialize' in rtms.Client).toBe(true);
  await Promise.resolve();
});

verifies('clients:sdk-old-names', { only: 'memory' }, async () => {
  const app = new client.default.Client();
  for (const name of ['setAudioParameters', 'setVideoParameters']) expect(name in app).toBe(true);
  await Promise.resolve();
});

verifies('clients:receiver:failing', { only: 'network' }, async (world) => {
  const { meeting, media } = await world.join({ media_type: 1 }, { webhookUrl: 'http://127.0.0.1:9/nobody' });
  await world.advance(500);
  expect(meeting.startWebhook?.status).toBe('failed');
  expect(meeting.state).toBe('active');
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(20);
});

verifies('clients:receiver:any-url', { only: 'network' }, async (world) => {
  const first = await world.startMeeting();
  const url = `${first.view().webhookUrl}/deep/er?and=query`;
  await world.startMeeting({ webhookUrl: url });
  await world.untilWebhooks(2);
  expect(world.webhooks.map(({ http }) => http?.url)).toEqual(['/webhook', '/webhook/deep/er?and=query']);
});
