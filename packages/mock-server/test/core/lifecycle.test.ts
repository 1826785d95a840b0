import { MessageType, SessionState, StopReason, StreamState, EventType } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { settled, TestCore } from '../support/test-core.js';

describe.each(['2025', '2026'] as const)('life of a stream, protocol %s', (protocol) => {
  test('sends the webhook first, accepts handshakes, and sends media only after CLIENT_READY_ACK', async () => {
    const core = new TestCore({ protocol });
    const meeting = await core.startMeeting();
    expect(core.webhooks.map(({ event }) => event)).toEqual(['meeting.rtms_started']);
    expect(core.webhooks[0]?.payload).toMatchObject({
      meeting_uuid: meeting.meetingUuid,
      rtms_stream_id: meeting.streamId,
      server_urls: 'ws://mock',
    });

    const signaling = core.joinSignaling(meeting);
    expect(signaling.ofType(MessageType.SIGNALING_HAND_SHAKE_RESP)).toMatchObject([
      { status: 'STATUS_OK', media_server: { server_urls: { all: 'ws://mock:1/all' } } },
    ]);
    expect(signaling.ofType(MessageType.EVENT_UPDATE).map(({ event }) => event.event_type)).toEqual([
      EventType.FIRST_PACKET_TIMESTAMP,
    ]);
    const media = core.joinMedia(meeting, { media_type: 1 });
    expect(media.ofType(MessageType.DATA_HAND_SHAKE_RESP)).toMatchObject([{ status: 'STATUS_OK' }]);
    await settled();
    core.clock.advance(500);
    expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).toHaveLength(0);

    await core.ready(signaling, meeting);
    core.clock.advance(500);
    // Audio since the webhook is sent too, with its own timestamps.
    const audio = media.ofType(MessageType.MEDIA_DATA_AUDIO);
    expect(audio).toHaveLength(51);
    expect(audio[0]?.content.timestamp).toBe(core.webhooks[0]?.event_ts);
    expect(signaling.ofType(MessageType.SESSION_STATE_UPDATE).map(({ state }) => state)).toEqual([
      SessionState.INITIALIZE,
      SessionState.STARTED,
    ]);
    expect(signaling.ofType(MessageType.STREAM_STATE_UPDATE).map(({ state }) => state)).toEqual([
      StreamState.ACTIVE,
    ]);
    expect(meeting.state).toBe('active');
  });

  test('pause stops media and resume continues it on the same sockets, with timestamps that jump', async () => {
    const core = new TestCore({ protocol });
    const { meeting, signaling, media } = await core.join({ media_type: 1 });
    core.clock.advance(100);
    const before = media.ofType(MessageType.MEDIA_DATA_AUDIO).length;
    expect(before).toBe(6);

    meeting.pause();
    core.clock.advance(1000);
    expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).toHaveLength(before);
    expect(media.socket.closed).toBeUndefined();

    meeting.resume();
    core.clock.advance(20);
    const audio = media.ofType(MessageType.MEDIA_DATA_AUDIO);
    expect(audio).toHaveLength(before + 1);
    const jump = (audio[before]?.content.timestamp ?? 0) - (audio[before - 1]?.content.timestamp ?? 0);
    expect(jump).toBe(1020);
    expect(signaling.ofType(MessageType.STREAM_STATE_UPDATE).map(({ state }) => state)).toEqual([
      StreamState.ACTIVE,
      StreamState.PAUSED,
      StreamState.RESUMED,
    ]);
  });

  test('ends with state updates that contain the reason, then the webhook, then sockets close with 1000', async () => {
    const core = new TestCore({ protocol });
    const { meeting, signaling, media } = await core.join();
    core.clock.advance(100);
    expect(media.messages.length).toBeGreaterThan(2);
    signaling.send({ msg_type: 5, events: [{ event_type: EventType.PARTICIPANT_LEAVE, subscribe: true }] });

    await meeting.end();
    const ending = signaling.messages.slice(-3).map(({ msg_type }) => msg_type);
    expect(ending).toEqual(
      protocol === '2025'
        ? [MessageType.EVENT_UPDATE, MessageType.STREAM_STATE_UPDATE, MessageType.SESSION_STATE_UPDATE]
        : [MessageType.EVENT_UPDATE, MessageType.SESSION_STATE_UPDATE, MessageType.STREAM_STATE_UPDATE],
    );
    for (const body of signaling.bodies.slice(-2)) expect(body).toMatchObject({ reason: 6, stop_reason: 6 });
    expect(core.webhooks.at(-1)).toMatchObject({
      event: 'meeting.rtms_stopped',
      payload: { stop_reason: StopReason.STOP_BC_MEETING_ENDED, meeting_uuid: meeting.meetingUuid },
    });
    expect(signaling.socket.closed).toEqual({ code: 1000, reason: 'Normal close' });
    expect(media.socket.closed).toEqual({ code: 1000, reason: 'Normal close' });
    expect(meeting.state).toBe('terminated');
  });

  test('stop and start keep both ids and notify the app again', async () => {
    const core = new TestCore({ protocol });
    const { meeting } = await core.join();
    await meeting.stop();
    await meeting.start();
    const started = core.webhooks.filter(({ event }) => event === 'meeting.rtms_started');
    expect(started).toHaveLength(2);
    expect(started[1]?.payload).toEqual(started[0]?.payload);

    const signaling = core.joinSignaling(meeting);
    const media = core.joinMedia(meeting, { media_type: 1 });
    await core.ready(signaling, meeting);
    core.clock.advance(100);
    expect(media.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(0);
  });

  test('an app may request the end of its stream', async () => {
    const core = new TestCore({ protocol });
    const { meeting, signaling } = await core.join();
    signaling.send({ msg_type: MessageType.STREAM_CLOSE_REQ, rtms_stream_id: meeting.streamId });
    await settled();
    expect(signaling.ofType(MessageType.STREAM_CLOSE_RESP)).toMatchObject([
      { status: 'STATUS_OK', reason: 'OK' },
    ]);
    expect(core.webhooks.at(-1)).toMatchObject({ payload: { stop_reason: 20 } });
  });

  test('stops with a connection timeout if no app connects within a minute of the webhook', async () => {
    const core = new TestCore({ protocol });
    const meeting = await core.startMeeting();
    core.clock.advance(59_999);
    expect(meeting.state).toBe('created');
    core.clock.advance(1);
    await settled();
    expect(meeting.state).toBe('terminated');
    expect(core.webhooks.at(-1)).toMatchObject({
      event: 'meeting.rtms_stopped',
      payload: { stop_reason: StopReason.STOP_BC_CONNECTION_TIMEOUT },
    });
  });
});

test('actions that are not possible in the current state are refused with the reason', async () => {
  const core = new TestCore();
  const { meeting } = await core.join();
  expect(() => meeting.resume()).toThrow(
    /^Stream \S+ cannot be resumed: it is active, and only a paused stream can be resumed\.$/,
  );
  meeting.pause();
  expect(() => meeting.pause()).toThrow(
    /^Stream \S+ cannot be paused: it is paused, and only an active stream can be paused\.$/,
  );
  await expect(meeting.perform('start')).rejects.toThrow(
    /^Stream \S+ cannot be started: it is already running; "stop" it first\.$/,
  );
  await meeting.end();
  await expect(meeting.perform('end')).rejects.toThrow(/its meeting has ended/);
  await expect(meeting.perform('stop')).rejects.toThrow(/its meeting has ended/);
  await expect(meeting.perform('start')).rejects.toThrow(/its meeting has ended; start a new one/);
});

test('the end of a meeting whose stream was stopped is recorded in the journal, and no app is notified again', async () => {
  const core = new TestCore();
  const { meeting } = await core.join();
  await meeting.stop();
  const before = core.webhooks.length;
  await meeting.end();
  expect(core.webhooks).toHaveLength(before);
  expect(core.journal.find({ streamId: meeting.streamId }).at(-1)).toMatchObject({
    type: 'meeting-ended',
    detail: { explanation: expect.stringContaining('which had stopped, is over') as unknown },
  });
  expect(meeting.view()).toMatchObject({ meetingEnded: true, stopReason: 'STOP_BC_USER_TRIGGERED' });
});

test('a stream says when it started and ended, and whether an app has joined', async () => {
  const core = new TestCore();
  const meeting = await core.startMeeting({ start: false });
  expect(meeting.view()).toMatchObject({ startedAtUnixMs: null, endedAtUnixMs: null, wasJoined: false });
  await meeting.perform('start');
  const startedAtUnixMs = core.clock.unixMs();
  expect(meeting.view()).toMatchObject({ startedAtUnixMs, endedAtUnixMs: null, wasJoined: false });
  core.clock.advance(1000);
  await meeting.end();
  expect(meeting.view()).toMatchObject({ startedAtUnixMs, endedAtUnixMs: startedAtUnixMs + 1000 });

  const { meeting: other } = await core.join({ media_type: 1 });
  await other.end();
  expect(other.view()).toMatchObject({ wasJoined: true });
});

test('ten meetings run in parallel, and the end of one does not affect the others', async () => {
  const core = new TestCore();
  const all = await Promise.all(Array.from({ length: 10 }, () => core.join({ media_type: 1 })));
  core.clock.advance(200);
  await all[0]?.meeting.end();
  core.clock.advance(200);
  const counts = all.map(({ media }) => media.ofType(MessageType.MEDIA_DATA_AUDIO).length);
  expect(counts).toEqual([11, ...Array.from({ length: 9 }, () => 21)]);
  expect(new Set(all.map(({ meeting }) => meeting.streamId)).size).toBe(10);
});

test('every product has its own names of events and ids', async () => {
  const core = new TestCore();
  const bodies: [string, string[]][] = [];
  for (const product of ['meeting', 'webinar', 'session', 'contact_center', 'phone'] as const) {
    await core.startMeeting({ product });
    const { event, payload } = core.webhooks.at(-1) ?? { event: '', payload: {} };
    bodies.push([
      event,
      Object.keys(payload as object).filter((key) => /_uuid|session_id|engagement|call/.test(key)),
    ]);
  }
  expect(bodies).toEqual([
    ['meeting.rtms_started', ['meeting_uuid']],
    ['webinar.rtms_started', ['meeting_uuid', 'webinar_uuid']],
    ['session.rtms_started', ['session_id']],
    ['contact_center.voice_rtms_started', ['engagement_id']],
    ['phone.rtms_started', ['call_id']],
  ]);
});
