import { expect } from 'vitest';
import { DEV_CREDENTIALS } from '../../../packages/mock-server/src/credentials.js';
import { signHandshake } from '@rtms-mock/protocol/signature';
import { verifies } from '../verifies.js';
import { identity } from '../world.js';

verifies(
  ['signaling:handshake:accepted', 'signaling:urls:documented-keys'],
  { both: true },
  async (world) => {
    const signaling = await world.joinSignaling(await world.startMeeting());
    expect(signaling.response).toMatchObject({ msg_type: 2, protocol_version: 1, status_code: 0 });
    const { server_urls } = signaling.response['media_server'] as { server_urls: { [key: string]: string } };
    for (const key of ['audio', 'video', 'transcript', 'all']) expect(server_urls[key]).toMatch(/^ws:\/\//);
  },
);

verifies('signaling:handshake:success-shape', { both: true }, async (world) => {
  const { response } = await world.joinSignaling(await world.startMeeting());
  if (world.generation === '2025') expect(response).not.toHaveProperty('reason');
  else expect(response).toMatchObject({ reason: '', sequence: 0 });
});

verifies('signaling:urls:extended', { both: true }, async (world) => {
  const { response } = await world.joinSignaling(await world.startMeeting());
  const urls = (response['media_server'] as { server_urls: object }).server_urls;
  expect(Object.keys(urls)).toEqual([
    'audio',
    'video',
    'transcript',
    'all',
    'deskshare',
    'sharescreen',
    'chat',
  ]);
});

verifies('signaling:urls:extended', { as: 'strict', both: true, strict: true }, async (world) => {
  const { response } = await world.joinSignaling(await world.startMeeting());
  const urls = (response['media_server'] as { server_urls: object }).server_urls;
  expect(Object.keys(urls)).toEqual(['audio', 'video', 'transcript', 'all']);
});

const AUDIO_ONLY = {
  ...DEV_CREDENTIALS,
  apps: [{ ...DEV_CREDENTIALS.apps[0], scope: 1 }],
} as const;

verifies('signaling:urls:scope', { credentials: AUDIO_ONLY }, async (world) => {
  const { response } = await world.joinSignaling(await world.startMeeting());
  const urls = (response['media_server'] as { server_urls: object }).server_urls;
  expect(Object.keys(urls)).toEqual(['audio', 'all']);
});

verifies(
  ['signaling:handshake:no-version', 'signaling:handshake:any-sequence', 'signaling:handshake:extra-fields'],
  { both: true },
  async (world) => {
    const changes = [
      { protocol_version: undefined },
      { sequence: 0 },
      { sequence: 987_654_321 },
      { buffer_data: false, media_type: 32, client_id: 'x', extra: { deep: [1] } },
    ];
    for (const change of changes) {
      const signaling = await world.joinSignaling(await world.startMeeting(), change);
      expect(signaling.response['status_code']).toBe(0);
    }
  },
);

verifies('signaling:handshake:no-version-strict', { both: true, strict: true }, async (world) => {
  const signaling = await world.joinSignaling(await world.startMeeting(), { protocol_version: undefined });
  expect(signaling.response['status_code']).toBe(world.generation === '2025' ? 3 : 4);
});

verifies('signaling:handshake:version-two', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const unknown = await world.joinSignaling(meeting, { protocol_version: 3 });
  expect(unknown.response['reason']).toBe('protocol_version must be 1, found 3');
  const { response } = await world.joinSignaling(meeting, { protocol_version: 2 });
  expect(response['status_code']).toBe(world.generation === '2025' ? 3 : 4);
  expect(response['reason']).toMatch(/^protocol_version 2 is not supported: .* not published; send 1$/);
});

verifies('signaling:handshake:any-id-key', { both: true }, async (world) => {
  const keys = [
    ['meeting_uuid'],
    ['session_id'],
    ['engagement_id'],
    ['call_id'],
    ['meeting_uuid', 'engagement_id'],
  ];
  for (const names of keys) {
    const meeting = await world.startMeeting();
    const ids = Object.fromEntries(names.map((name) => [name, meeting.meetingUuid]));
    const signaling = await world.joinSignaling(meeting, { meeting_uuid: undefined, ...ids });
    expect(signaling.response['status_code']).toBe(0);
  }
});

verifies(
  [
    'signaling:handshake:signature-checked',
    'signaling:handshake:reason-given',
    'signaling:handshake:no-urls-on-refusal',
  ],
  { both: true },
  async (world) => {
    const meeting = await world.startMeeting();
    const app = { ...DEV_CREDENTIALS.apps[0], clientSecret: 'another secret' };
    const signature = signHandshake(app, meeting.meetingUuid, meeting.streamId);
    const { response } = await world.joinSignaling(meeting, { signature });
    expect(response['status_code']).toBe(world.generation === '2025' ? 15 : 3);
    expect(response['reason']).toMatch(
      /signature does not match: expected .* of "client_id,meeting_uuid,rtms_stream_id"/,
    );
    expect(response).not.toHaveProperty('media_server');
  },
);

verifies('signaling:handshake:auth-off', { auth: 'off', both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const signaling = await world.joinSignaling(meeting, { signature: undefined });
  const media = await world.joinMedia(meeting, { signature: undefined });
  expect([signaling.response['status_code'], media.response['status_code']]).toEqual([0, 0]);
});

verifies('signaling:handshake:2025-stays-open', async (world) => {
  const meeting = await world.startMeeting();
  const signaling = await world.joinSignaling(meeting, { signature: 'wrong' });
  await world.advance(1000);
  expect(signaling.closed).toBeUndefined();
  await world.send(signaling, { msg_type: 1, ...identity(meeting) });
  expect(signaling.bodies(2).map((body) => body['status_code'])).toEqual([15, 0]);
});

verifies('signaling:handshake:2026-closes', { protocol: '2026' }, async (world) => {
  const signaling = await world.joinSignaling(await world.startMeeting(), { signature: 'wrong' });
  await world.advance(99);
  expect([signaling.response['status_code'], signaling.closed]).toEqual([3, undefined]);
  await world.advance(1);
  expect(signaling.closed).toEqual({ code: 1000, reason: 'Normal close' });
});

verifies(
  'signaling:handshake:mode-respond-close',
  { both: true, handshakeFailure: 'respond-close' },
  async (world) => {
    const meeting = await world.startMeeting();
    const signaling = await world.joinSignaling(meeting, { signature: 'wrong' });
    await world.advance(100);
    expect([signaling.bodies(2).length, signaling.closed?.code]).toEqual([1, 1000]);
  },
);

verifies(
  'signaling:handshake:mode-respond-only',
  { both: true, handshakeFailure: 'respond-only' },
  async (world) => {
    const meeting = await world.startMeeting();
    const signaling = await world.joinSignaling(meeting, { signature: 'wrong' });
    await world.advance(1000);
    expect([signaling.bodies(2).length, signaling.closed]).toEqual([1, undefined]);
  },
);

verifies(
  'signaling:handshake:mode-close-only',
  { both: true, handshakeFailure: 'close-only' },
  async (world) => {
    const meeting = await world.startMeeting();
    const signaling = await world.joinSignaling(meeting, { signature: 'wrong' });
    await world.advance(1);
    expect([signaling.received, signaling.closed?.code]).toEqual([[], 1000]);
    const other = await world.joinSignaling(meeting);
    const media = await world.joinMedia(meeting, { media_type: 0 });
    await world.advance(1);
    expect([other.response['status_code'], media.received, media.closed?.code]).toEqual([0, [], 1000]);
  },
);

verifies('signaling:handshake:timeout', { both: true }, async (world) => {
  const signaling = await world.dial('signaling');
  const media = await world.dial('media');
  await world.advance(29_999);
  expect([signaling.closed, media.closed]).toEqual([undefined, undefined]);
  await world.advance(1);
  expect([signaling.closed?.code, media.closed?.code]).toEqual([1000, 1000]);
});

verifies('signaling:handshake:must-be-first', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const signaling = await world.dial('signaling');
  await world.send(signaling, { msg_type: 7, rtms_stream_id: meeting.streamId });
  await world.send(signaling, { msg_type: 5, events: [2, 3] });
  await world.send(signaling, { msg_type: 1, ...identity(meeting) });
  expect(signaling.response['status_code']).toBe(0);
  expect(signaling.eventTypes).toEqual([1]);
  expect(meeting.state).toBe('signaling');
});

verifies('signaling:duplicate:rejected', { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  const second = await world.joinSignaling(meeting);
  expect(second.response).toMatchObject({
    status_code: world.generation === '2025' ? 17 : 8,
    reason: 'duplicate signal request',
  });
  const before = media.ofType(14).length;
  await world.advance(200);
  expect(signaling.closed).toBeUndefined();
  expect(media.ofType(14).length).toBeGreaterThan(before);
});

verifies('signaling:duplicate:replace', { both: true, duplicatePolicy: 'replace' }, async (world) => {
  const { meeting, signaling } = await world.join();
  const second = await world.joinSignaling(meeting);
  await world.advance(1);
  expect([second.response['status_code'], signaling.closed?.code]).toEqual([0, 1000]);
});

verifies('signaling:duplicate:allow', { both: true, duplicatePolicy: 'allow' }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  await world.send(signaling, { msg_type: 5, events: [4] });
  const second = await world.joinSignaling(meeting);
  await world.send(second, { msg_type: 5, events: [3] });
  expect([second.response['status_code'], signaling.closed, meeting.state]).toEqual([0, undefined, 'active']);
  expect([signaling.eventTypes, second.eventTypes]).toEqual([[1], [1, 3]]);
  const before = media.ofType(14).length;
  await world.advance(200);
  expect(media.ofType(14).length).toBeGreaterThan(before);

  await meeting.inject({ do: 'leave', participant: 'Bo' });
  await meeting.inject({ do: 'join', participant: 'Bo' });
  meeting.pause();
  await world.settle();
  expect([signaling.eventTypes, second.eventTypes]).toEqual([
    [1, 4],
    [1, 3, 3],
  ]);
  expect([signaling.states.slice(-2), second.states]).toEqual([
    ['9/3', '8/5'],
    ['9/3', '8/5'],
  ]);
  await meeting.end();
  await world.until(() => signaling.closed !== undefined && second.closed !== undefined, 1000);
  expect([signaling.closed?.code, second.closed?.code]).toEqual([1000, 1000]);
});

verifies('signaling:duplicate:allow-loss', { both: true, duplicatePolicy: 'allow' }, async (world) => {
  const { meeting, signaling } = await world.join();
  const second = await world.joinSignaling(meeting);
  signaling.cut();
  await world.until(() => world.journal.find({ socket: 'signaling', type: 'closed' }).length === 1);
  await world.advance(1000);
  expect([meeting.state, world.webhookNames]).toEqual(['active', ['started']]);
  second.cut();
  await world.untilWebhook('interrupted');
  expect(meeting.state).toBe('interrupted');
});

verifies('signaling:duplicate:after-close', { both: true }, async (world) => {
  const { meeting, signaling } = await world.join();
  signaling.cut();
  await world.until(() => meeting.state === 'interrupted');
  const second = await world.joinSignaling(meeting);
  expect(second.response['status_code']).toBe(0);
});

verifies(
  [
    'signaling:queries:session',
    'signaling:queries:session-unknown',
    'signaling:queries:stream',
    'signaling:queries:stream-unknown',
  ],
  { both: true },
  async (world) => {
    const { meeting, signaling } = await world.join();
    const session = signaling.bodies(9)[0]?.['rtms_session_id'];
    await world.send(signaling, { msg_type: 10, rtms_session_id: session });
    await world.send(signaling, { msg_type: 10, rtms_session_id: 'nobody' });
    await world.send(signaling, { msg_type: 19, rtms_stream_id: meeting.streamId });
    await world.send(signaling, { msg_type: 19, rtms_stream_id: 'unknown' });
    const is2025 = world.generation === '2025';
    expect(signaling.bodies(11)).toMatchObject([
      { rtms_session_id: session, state: 2 },
      { rtms_session_id: 'nobody', state: 0, status_code: is2025 ? 75 : 40 },
    ]);
    expect(signaling.bodies(20)).toMatchObject([
      { rtms_stream_id: meeting.streamId, state: 1 },
      { rtms_stream_id: 'unknown', state: 0, status_code: is2025 ? 16 : 2 },
    ]);
  },
);

verifies('signaling:queries:malformed', { both: true }, async (world) => {
  const { meeting, signaling } = await world.join({ media_type: 1 });
  const before = signaling.received.length;
  const queries = [
    { msg_type: 10 },
    { msg_type: 19 },
    { msg_type: 19, rtms_stream_id: 7 },
    { msg_type: 21 },
    { msg_type: 28, subscribe: true },
    { msg_type: 28, user_id: 16_778_240 },
  ];
  for (const query of queries) await world.send(signaling, query);
  const responses = signaling.received.slice(before).map((text) => JSON.parse(text) as object);
  const codes = world.generation === '2025' ? [75, 10, 11, 10, 3, 19] : [40, 2, 2, 2, 4, 42];
  const timestamp = world.clock.unixMs();
  const [session, stream, streamOfNumber, close, video, videoOf] = codes.map((status_code) => ({
    status_code,
    timestamp,
    reason: expect.stringMatching(/(missing|must be .*, found)/),
  }));
  expect(responses).toEqual([
    { msg_type: 11, rtms_session_id: '', state: 0, ...session },
    { msg_type: 20, rtms_stream_id: '', state: 0, ...stream },
    { msg_type: 20, rtms_stream_id: '', state: 0, ...streamOfNumber },
    { msg_type: 22, rtms_stream_id: '', ...close },
    { msg_type: 29, user_id: 0, ...video },
    { msg_type: 29, user_id: 16_778_240, ...videoOf },
  ]);
  expect(world.journal.find({ streamId: meeting.streamId, type: 'refused' })).toHaveLength(6);
  await meeting.inject({ do: 'ignore-messages', type: 'STREAM_STATE_REQ' });
  await world.send(signaling, { msg_type: 19 });
  expect(signaling.received).toHaveLength(before + queries.length);
  expect(meeting.state).toBe('active');
});

verifies(['signaling:close-request', 'signaling:close-request:wrong-id'], { both: true }, async (world) => {
  const { meeting, signaling } = await world.join();
  await world.send(signaling, { msg_type: 21, rtms_stream_id: 'unknown' });
  expect(meeting.state).toBe('active');
  await world.send(signaling, { msg_type: 21, rtms_stream_id: meeting.streamId });
  const { body } = await world.untilWebhook('stopped');
  expect(signaling.bodies(22)).toMatchObject([
    { rtms_stream_id: 'unknown', status_code: world.generation === '2025' ? 16 : 2 },
    { rtms_stream_id: meeting.streamId, status_code: 0, reason: 'OK' },
  ]);
  expect(body.payload['stop_reason']).toBe(20);
});

verifies('signaling:invalid:ignored', { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  const before = signaling.received.length;
  for (const text of [
    '{ not json',
    '[]',
    '{"msg_type":99}',
    '{"msg_type":14,"content":{}}',
    '{"msg_type":"6"}',
  ]) {
    await world.send(signaling, text);
    await world.send(media, text);
  }
  await world.advance(100);
  expect(signaling.received).toHaveLength(before);
  expect(meeting.state).toBe('active');
  expect(media.ofType(14).length).toBeGreaterThanOrEqual(5);
});

verifies('signaling:invalid:over-64-kib', { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  const before = signaling.received.length;
  for (const peer of [signaling, media]) await world.send(peer, 'x'.repeat(100_000));
  // Each character has two bytes in UTF-8.
  await world.send(signaling, 'é'.repeat(40_000));
  await world.advance(100);
  expect([signaling.closed, media.closed, meeting.state]).toEqual([undefined, undefined, 'active']);
  expect(signaling.received).toHaveLength(before);
  const refusals = world.journal.find({ streamId: meeting.streamId, type: 'refused' });
  expect(refusals.map(({ detail }) => detail['violation'])).toEqual(Array(3).fill('message-too-long'));
});

verifies('signaling:invalid:over-128-kib', { both: true, only: 'network' }, async (world) => {
  const { meeting, signaling } = await world.join({ media_type: 1 });
  await world.send(signaling, 'x'.repeat(128 * 1024 + 1));
  await world.until(() => signaling.closed !== undefined, 1000);
  expect([signaling.closed?.code, meeting.state]).toEqual([1009, 'interrupted']);
});

verifies('signaling:events-before-ready', { both: true }, async (world) => {
  const signaling = await world.joinSignaling(await world.startMeeting());
  await world.send(signaling, { msg_type: 5, events: [{ event_type: 3, subscribe: true }] });
  expect(signaling.eventTypes).toEqual([1, 3]);
});

verifies('signaling:strict:early-message', { both: true, strict: true }, async (world) => {
  const meeting = await world.startMeeting();
  for (const kind of ['signaling', 'media'] as const) {
    const peer = await world.dial(kind);
    await world.send(peer, { msg_type: 7, rtms_stream_id: meeting.streamId });
    expect(peer.response['status_code']).toBe(world.generation === '2025' ? 4 : 1);
    await world.advance(100);
    expect(peer.closed?.code).toBe(1000);
  }
});

verifies('signaling:strict:late-invalid-json', { both: true, strict: true }, async (world) => {
  const meeting = await world.startMeeting();
  const signaling = await world.joinSignaling(meeting);
  const media = await world.joinMedia(meeting, { media_type: 1, media_params: {} });
  for (const peer of [media, signaling]) {
    expect(peer.response['status_code']).toBe(0);
    await world.send(peer, '{ not json');
    await world.until(() => peer.closed !== undefined, 1000);
    expect(peer.closed?.code).toBe(1007);
  }
});

verifies('signaling:strict:documented-urls', { both: true, strict: true }, async (world) => {
  const { response } = await world.joinSignaling(await world.startMeeting());
  const urls = (response['media_server'] as { server_urls: object }).server_urls;
  expect(Object.keys(urls)).toEqual(['audio', 'video', 'transcript', 'all']);
});

verifies(
  'signaling:duplicate:replaced-is-recorded',
  { both: true, duplicatePolicy: 'replace' },
  async (world) => {
    const { meeting } = await world.join();
    await world.joinSignaling(meeting);
    const replacements = world.journal.find({ kind: 'connection', type: 'replaced' });
    expect(replacements.map(({ streamId, socket }) => [streamId, socket])).toEqual([
      [meeting.streamId, 'signaling'],
    ]);
  },
);
