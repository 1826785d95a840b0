import { FIXED_REASONS, MessageType } from '@rtms-mock/protocol';
import { expect } from 'vitest';
import { verifies } from '../verifies.js';

verifies(['fault:reject-handshake', 'fault:journal'], { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const status = 'STATUS_MEDIA_TYPE_AUDIO_NOT_SUPPORT';
  await meeting.inject({ do: 'reject-handshake', status, reason: 'no sound today', times: 2 });
  const code = world.generation === '2025' ? 24 : 9;
  for (let round = 0; round < 2; round += 1) {
    const { response } = await world.joinSignaling(meeting);
    expect(response).toMatchObject({ status_code: code, reason: 'no sound today' });
  }
  expect((await world.joinSignaling(meeting)).response['status_code']).toBe(0);
  const [fault] = world.journal.find({ kind: 'fault', streamId: meeting.streamId });
  expect(fault).toMatchObject({
    type: 'reject-handshake',
    detail: {
      explanation: expect.stringContaining(
        `The next 2 signaling handshakes are rejected with ${status}.`,
      ) as string,
    },
  });
});

verifies('fault:reject-handshake:number', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const name = 'STATUS_INVALID_SIGNATURE';
  const code = world.generation === '2025' ? 15 : 3;
  for (const status of [code, 999]) await meeting.inject({ do: 'reject-handshake', status });
  await meeting.inject({ do: 'reject-handshake', status: 999, socket: 'media' });
  const named = await world.joinSignaling(meeting);
  const unnamed = await world.joinSignaling(meeting);
  expect(named.response).toMatchObject({ status_code: code, reason: FIXED_REASONS['signature-wrong'] });
  expect(unnamed.response).toMatchObject({
    msg_type: 2,
    status_code: 999,
    reason: 'the scenario refuses this handshake with status 999',
  });
  await world.joinSignaling(meeting);
  const media = await world.joinMedia(meeting);
  expect(media.response).toMatchObject({ msg_type: 4, status_code: 999 });
  const responses = world.journal.find({ type: 'SIGNALING_HAND_SHAKE_RESP' });
  expect(responses.map(({ detail }) => detail['status'])).toEqual([name, 999, 'STATUS_OK']);
});

verifies('fault:reject-handshake:reason', { both: true }, async (world) => {
  const planned = async (status: string, socket = 'signaling') => {
    const meeting = await world.startMeeting();
    await meeting.inject({ do: 'reject-handshake', socket, status });
    const peer = socket === 'media' ? world.joinMedia(meeting) : world.joinSignaling(meeting);
    return (await peer).response;
  };
  const meeting = await world.startMeeting();
  const wrong = [
    ['STATUS_MEETING_UUID_NOT_EXIST', { meeting_uuid: undefined }],
    ['STATUS_RTMS_STREAM_ID_NOT_EXIST', { rtms_stream_id: undefined }],
    ['STATUS_RTMS_STREAM_ID_IS_EMPTY', { rtms_stream_id: '' }],
    ['STATUS_SIGNATURE_NOT_EXIST', { signature: undefined }],
    ['STATUS_INVALID_SIGNATURE', { signature: 'wrong' }],
  ] as const;
  for (const [status, change] of wrong) {
    expect(await planned(status)).toEqual((await world.joinSignaling(meeting, change)).response);
  }
  await world.joinSignaling(meeting);
  await world.joinMedia(meeting, { media_type: 1 });
  const duplicate = await planned('STATUS_DUPLICATE_SIGNAL_REQUEST');
  expect(duplicate).toEqual((await world.joinSignaling(meeting)).response);
  expect(duplicate['reason']).toBe('duplicate signal request');
  for (const [status, media_type] of [
    ['STATUS_NO_MEDIA_TYPE_SPECIFIED', 0],
    ['STATUS_DUPLICATE_MEDIA_DATA_CONNECTION', 1],
  ] as const) {
    const { response } = await world.joinMedia(meeting, { media_type });
    expect(await planned(status, 'media')).toEqual(response);
  }
});

verifies('fault:handshake-timeout', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  await meeting.inject({ do: 'handshake-timeout' });
  const silent = await world.joinSignaling(meeting);
  await world.advance(29_999);
  expect([silent.received, silent.closed]).toEqual([[], undefined]);
  await world.advance(1);
  expect(silent.closed?.code).toBe(1000);
  expect((await world.joinSignaling(meeting)).response['status_code']).toBe(0);
});

verifies('fault:refuse-connection', { only: 'network', both: true }, async (world) => {
  const { meeting, media } = await world.join({ media_type: 8 });
  await meeting.inject({ do: 'refuse-connection', socket: 'media' });
  await meeting.inject({ do: 'refuse-connection', socket: 'media', how: 'reset' });
  await meeting.inject({ do: 'cut-socket', socket: 'media' });
  await world.until(() => media.closed !== undefined, 1000);
  await expect(world.joinMedia(meeting)).rejects.toThrow('Unexpected server response: 503');
  await expect(world.joinMedia(meeting)).rejects.toThrow('read ECONNRESET');
  const { response } = await world.joinMedia(meeting, { media_type: 8 });
  expect(response['status_code']).toBe(0);
});

verifies(['fault:invalid-json', 'fault:wrong-type'], { both: true }, async (world) => {
  const { meeting, signaling } = await world.join({ media_type: 8 });
  signaling.expectInvalidMessages();
  await meeting.inject({ do: 'invalid-json' });
  await meeting.inject({ do: 'wrong-type', type: 99 });
  await world.settle();
  const [broken = '{}', wrong = '{}'] = signaling.received.slice(-2);
  expect(() => JSON.parse(broken) as unknown).toThrow(SyntaxError);
  expect(JSON.parse(wrong)).toMatchObject({ msg_type: 99 });
});

verifies(['fault:close-code', 'fault:cut'], { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join();
  await meeting.inject({ fault: 'close-socket', socket: 'media', code: 1011, reason: 'oops' });
  await world.until(() => media.closed !== undefined, 1000);
  expect(media.closed).toEqual({ code: 1011, reason: 'oops' });
  await meeting.inject({ fault: 'cut-socket', socket: 'signaling' });
  await world.until(() => signaling.closed !== undefined, 1000);
  expect(signaling.closed?.code).toBe(1006);
});

verifies('fault:silent', { both: true }, async (world) => {
  const { meeting, signaling } = await world.join();
  await meeting.inject({ do: 'silent-keep-alive' });
  await world.advance(65_000);
  expect(signaling.ofType(MessageType.KEEP_ALIVE_REQ)).toEqual([]);
  expect([meeting.state, signaling.closed]).toEqual(['active', undefined]);
});

verifies('fault:delay', { both: true }, async (world) => {
  const { meeting, signaling } = await world.join({ media_type: 8 });
  await meeting.inject({ do: 'delay', socket: 'signaling', by: '700ms' });
  const before = signaling.received.length;
  await world.send(signaling, { msg_type: 19, rtms_stream_id: meeting.streamId });
  await world.advance(699);
  expect(signaling.received).toHaveLength(before);
  await world.advance(1);
  expect(signaling.bodies(20)).toHaveLength(1);
});

verifies(
  ['scenario:large-frames', 'fault:large-frame'],
  { both: true, scenario: 'large-frames' },
  async (world) => {
    const { media } = await world.join({ media_type: 2, media_params: { video: { codec: 7, fps: 10 } } });
    await world.advance(8000);
    const sizes = media.received.map((text) => text.length).filter((size) => size > 2 ** 16);
    expect(sizes.map((size) => Math.floor(Math.log2(size)))).toEqual([20, 22]);
    expect(media.closed).toBeUndefined();
  },
);

verifies('fault:hold', { both: true }, async (world) => {
  const { meeting, signaling } = await world.join({ media_type: 8 });
  const ask = (): Promise<void> => world.send(signaling, { msg_type: 19, rtms_stream_id: meeting.streamId });
  await meeting.inject({ do: 'hold', type: 20, socket: 'signaling', direction: 'sent' });
  await ask();
  await ask();
  const [first, second] = meeting.held().held;
  expect([signaling.bodies(20).length, second?.type]).toEqual([0, 'STREAM_STATE_RESP']);
  await meeting.inject({ do: 'release', id: first?.id ?? '', drop: true });
  await meeting.inject({
    do: 'release',
    id: second?.id ?? '',
    message: { ...second?.message, rtms_stream_id: 'changed' },
  });
  await world.settle();
  expect(signaling.bodies(20)).toMatchObject([{ rtms_stream_id: 'changed' }]);
  await meeting.inject({ do: 'release' });
  await meeting.inject({ do: 'hold', type: 19, direction: 'received', times: 1, for: '2s' });
  await ask();
  await world.advance(1000);
  expect(signaling.bodies(20)).toHaveLength(1);
  await world.advance(1100);
  expect(signaling.bodies(20)).toHaveLength(2);
});

verifies('fault:frames', { both: true }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  await world.advance(100);
  expect(new Set([...signaling.frames, ...media.frames])).toEqual(new Set(['text']));
  const [before] = media.bodies(14);
  await meeting.inject({ do: 'frames', type: 'binary', fragment: 100 });
  const counts = [signaling.received.length, media.received.length];
  await world.send(signaling, { msg_type: 19, rtms_stream_id: meeting.streamId });
  await world.advance(100);
  const later = [signaling.frames.slice(counts[0]), media.frames.slice(counts[1])];
  for (const frames of later) expect(new Set(frames)).toEqual(new Set(['binary']));
  expect(signaling.bodies(20)).toHaveLength(1);
  expect(Object.keys(media.bodies(14).at(-1)?.['content'] ?? {})).toEqual(
    Object.keys(before?.['content'] ?? {}),
  );
  await meeting.inject({ do: 'frames', socket: 'signaling', type: 'text' });
  await world.send(signaling, { msg_type: 19, rtms_stream_id: meeting.streamId });
  await world.advance(20);
  expect([signaling.frames.at(-1), media.frames.at(-1)]).toEqual(['text', 'binary']);
});

verifies('fault:duplicate-webhook', { both: true }, async (world) => {
  const { meeting } = await world.join();
  await meeting.inject({ do: 'duplicate-webhook' });
  await world.untilWebhooks(2);
  const [first, second] = world.webhooks.map(({ body }) => body);
  expect(second).toEqual(first);
  expect(meeting.state).toBe('active');
});

verifies(['scenario:late-joiner', 'spec:c'], { both: true, scenario: 'late-joiner' }, async (world) => {
  const { signaling, media } = await world.join({ media_type: 1, media_params: { audio: { data_opt: 2 } } });
  await world.send(signaling, { msg_type: 5, events: [3, 4] });
  await world.advance(9000);
  const speakers = () =>
    new Set(media.ofType(MessageType.MEDIA_DATA_AUDIO).map(({ content }) => content.user_name));
  expect(speakers()).toEqual(new Set(['Ana']));
  await world.advance(2000);
  expect(speakers()).toEqual(new Set(['Ana', 'Bo']));
  await world.advance(50_000);
  expect(signaling.eventTypes).toEqual([1, 3, 3, 4]);
});

verifies(['scenario:host-stops', 'spec:d'], { both: true, scenario: 'host-stops' }, async (world) => {
  const { meeting, signaling } = await world.join();
  await world.until(() => meeting.state === 'terminated');
  const { body } = await world.untilWebhook('stopped');
  expect(body.payload['stop_reason']).toBe(1);
  await world.settle();
  const end = world.generation === '2025' ? ['8/4', '9/5'] : ['9/5', '8/4'];
  expect(signaling.states).toEqual(['9/1', '9/2', '8/1', '9/3', '8/5', '9/4', '8/6', ...end]);
  const other = await world.join(undefined, {
    scenario: { timeline: [{ on: 'ready', do: 'stop', reason: 'ACTION_BY_USER' }] },
  });
  await world.until(() => other.meeting.state === 'terminated');
  await world.settle();
  expect(other.signaling.bodies(9).at(-1)).toMatchObject({ state: 5, stop_reason: 2 });
});

verifies(
  'scenario:bad-signature-then-good',
  { both: true, scenario: 'bad-signature-then-good' },
  async (world) => {
    const meeting = await world.startMeeting();
    await world.advance(1);
    const first = await world.joinSignaling(meeting);
    const second = await world.joinSignaling(meeting);
    const code = world.generation === '2025' ? 15 : 3;
    expect([first.response['status_code'], second.response['status_code']]).toEqual([code, 0]);
  },
);

verifies(['scenario:media-failover', 'spec:k'], { both: true, scenario: 'media-failover' }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  await world.until(() => media.closed !== undefined, 6000);
  expect(media.closed?.code).toBe(1006);
  const again = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(signaling, meeting);
  await world.advance(20_000);
  expect(again.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(900);
  expect((await world.joinSignaling(meeting)).response['status_code']).not.toBe(0);
  expect([meeting.state, signaling.closed]).toEqual(['active', undefined]);
});

verifies('scenario:signaling-failover', { both: true, scenario: 'signaling-failover' }, async (world) => {
  const { meeting, signaling } = await world.join();
  await world.until(() => signaling.closed !== undefined, 6000);
  await world.untilWebhook('interrupted');
  const again = await world.joinSignaling(meeting);
  await world.joinMedia(meeting);
  await world.ready(again, meeting);
  await world.advance(20_000);
  expect([meeting.state, again.closed]).toEqual(['active', undefined]);
});

verifies('scenario:lost-keep-alive', { both: true, scenario: 'lost-keep-alive' }, async (world) => {
  const { meeting, signaling } = await world.join();
  await world.until(() => signaling.closed !== undefined, 60_000);
  expect(signaling.closed?.code).toBe(1006);
  await world.untilWebhook('interrupted');
  const again = await world.joinSignaling(meeting);
  await world.joinMedia(meeting);
  await world.ready(again, meeting);
  await world.advance(60_000);
  expect([meeting.state, again.closed]).toEqual(['active', undefined]);
});

verifies('fault:ignore', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const signaling = await world.joinSignaling(meeting);
  const media = await world.joinMedia(meeting, { media_type: 1 });
  await meeting.inject({ do: 'ignore-messages', type: 'CLIENT_READY_ACK', times: 1 });
  await world.ready(signaling, meeting);
  await world.advance(500);
  expect([meeting.state, media.ofType(MessageType.MEDIA_DATA_AUDIO).length]).toEqual(['signaling', 0]);
  await world.ready(signaling, meeting);
  await world.advance(100);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
});

verifies('scenario:ends-with-stream', { both: true, scenario: 'late-joiner' }, async (world) => {
  const { meeting } = await world.join();
  await meeting.end();
  await world.advance(15_000);
  expect(world.journal.find({ type: 'join' })).toEqual([]);
  const restarting = {
    timeline: [
      { at: '1s', do: 'stop' },
      { at: '2s', do: 'start' },
      { at: '3s', do: 'join', participant: 9 },
    ],
  };
  await world.startMeeting({ scenario: restarting });
  await world.advance(1000);
  await world.untilWebhooks(4);
  await world.advance(2000);
  expect(world.webhookNames).toEqual(['started', 'stopped', 'started', 'stopped', 'started']);
  expect(world.journal.find({ type: 'step-refused' }).length).toBe(1);
});
