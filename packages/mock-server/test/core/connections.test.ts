import { EventType, MessageType, StopReason, StreamState } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { identity, settled, TestCore } from '../support/test-core.js';

describe('handshakes', () => {
  test.each([
    ['2025', 'a signature by another secret', { signature: 'f'.repeat(64) }, 15],
    ['2026', 'a signature by another secret', { signature: 'f'.repeat(64) }, 3],
    ['2025', 'no signature', { signature: undefined }, 14],
    ['2026', 'no signature', { signature: undefined }, 3],
    ['2025', 'an unknown stream', { rtms_stream_id: 'nobody' }, 16],
    ['2026', 'an unknown stream', { rtms_stream_id: 'nobody' }, 2],
    ['2025', 'another meeting', { meeting_uuid: 'other' }, 16],
    ['2025', 'an empty meeting id', { meeting_uuid: '' }, 9],
    ['2026', 'an empty meeting id', { meeting_uuid: '' }, 4],
    ['2025', 'a version of the future', { protocol_version: 7 }, 3],
  ] as const)('protocol %s refuses %s', async (protocol, _what, change, code) => {
    const core = new TestCore({ protocol });
    const meeting = await core.startMeeting();
    const peer = core.dialSignaling();
    peer.send({ msg_type: 1, ...identity(meeting), ...change });
    const [answer] = peer.bodies;
    expect(answer).toMatchObject({ msg_type: 2, status_code: code });
    expect(String(answer?.['reason'])).not.toBe('');
    expect(answer).not.toHaveProperty('media_server');
    core.clock.advance(100);
    expect(peer.socket.closed?.code).toBe(protocol === '2026' ? 1000 : undefined);
  });

  test('a refused client may retry on the same socket in 2025', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    const peer = core.dialSignaling();
    peer.send({ msg_type: 1, ...identity(meeting), signature: 'wrong' });
    peer.send({ msg_type: 1, ...identity(meeting) });
    expect(peer.bodies.map((body) => body['status_code'])).toEqual([15, 0, undefined, undefined]);
  });

  test('a missing version, unknown fields and a huge sequence are accepted', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    const peer = core.dialSignaling();
    peer.send({
      msg_type: 1,
      ...identity(meeting),
      protocol_version: undefined,
      sequence: 2 ** 60,
      extra: { a: 1 },
    });
    expect(peer.bodies[0]).toMatchObject({ status_code: 0 });
  });

  test('without authentication a client needs no signature', async () => {
    const core = new TestCore({ auth: 'off' });
    const meeting = await core.startMeeting();
    const peer = core.dialSignaling();
    peer.send({ msg_type: 1, meeting_uuid: meeting.meetingUuid, rtms_stream_id: meeting.streamId });
    expect(peer.bodies[0]).toMatchObject({ status_code: 0 });
  });

  test('a second signaling connection is refused with the reason that clients match on', async () => {
    const core = new TestCore();
    const { meeting, signaling } = await core.join();
    const second = core.joinSignaling(meeting);
    expect(second.bodies[0]).toMatchObject({ status_code: 17, reason: 'duplicate signal request' });
    expect(signaling.socket.closed).toBeUndefined();
  });

  test('with the policy "replace" the newer connection takes over', async () => {
    const core = new TestCore({ duplicatePolicy: 'replace' });
    const { meeting, signaling } = await core.join();
    const second = core.joinSignaling(meeting);
    expect(second.bodies[0]).toMatchObject({ status_code: 0 });
    expect(signaling.socket.closed?.code).toBe(1000);
    expect(meeting.state).toBe('signaling');
  });

  test('media without signaling, a second socket for a type, and a socket beside one for ALL are refused', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    expect(core.joinMedia(meeting).bodies[0]).toMatchObject({ msg_type: 4, status_code: 13 });
    core.joinSignaling(meeting);
    expect(core.joinMedia(meeting, { media_type: 1 }).bodies[0]).toMatchObject({ status_code: 0 });
    expect(core.joinMedia(meeting, { media_type: 1 }).bodies[0]).toMatchObject({ status_code: 31 });
    expect(core.joinMedia(meeting, { media_type: 32 }).bodies[0]).toMatchObject({ status_code: 30 });
    expect(core.joinMedia(meeting, { media_type: 8 }).bodies[0]).toMatchObject({ status_code: 0 });
  });

  test('a socket that sends nothing is closed after 30 seconds', () => {
    const core = new TestCore();
    const signaling = core.dialSignaling();
    const media = core.dialMedia();
    core.clock.advance(29_999);
    expect(signaling.socket.closed ?? media.socket.closed).toBeUndefined();
    core.clock.advance(1);
    expect(signaling.socket.closed?.code).toBe(1000);
    expect(media.socket.closed?.code).toBe(1000);
  });

  test('invalid messages after the handshake are explained in the journal and change nothing', async () => {
    const core = new TestCore();
    const { meeting, signaling, media } = await core.join({ media_type: 1 });
    signaling.send('{ not json');
    signaling.send({ msg_type: 99 });
    signaling.send({ msg_type: 14, content: {} });
    media.send([1, 2, 3].join(','));
    core.clock.advance(100);
    expect(core.journal.find({ type: 'refused' }).map(({ detail }) => detail['violation'])).toEqual([
      'not-json',
      'msg-type-unknown',
      'msg-type-unknown',
      'not-json',
    ]);
    expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).toHaveLength(6);
    expect(meeting.state).toBe('active');
  });

  test('the journal contains only the last four characters of signatures', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    core.joinSignaling(meeting);
    const signature = String(identity(meeting)['signature']);
    const [request] = core.journal.find({ type: 'SIGNALING_HAND_SHAKE_REQ' });
    expect(request?.detail['signature']).toBe(`…${signature.slice(-4)}`);
    expect(JSON.stringify(core.journal.find())).not.toContain(signature);
  });
});

describe('keep-alive', () => {
  test('an app that responds stays connected; three unanswered intervals in a row end the connection', async () => {
    const core = new TestCore({ protocol: '2025' });
    const { meeting, signaling } = await core.join();
    for (let round = 1; round <= 4; round += 1) {
      core.clock.advance(5000);
      const pings = signaling.ofType(MessageType.KEEP_ALIVE_REQ);
      expect(pings).toHaveLength(round);
      signaling.send({ msg_type: 13, timestamp: pings.at(-1)?.timestamp });
    }
    core.clock.advance(19_999);
    expect(signaling.ofType(MessageType.KEEP_ALIVE_REQ)).toHaveLength(7);
    expect(signaling.socket.closed).toBeUndefined();
    core.clock.advance(1);
    expect(signaling.socket.closed?.code).toBe(1006);
    expect(meeting.state).toBe('interrupted');
    core.clock.advance(60_000);
    await settled();
    expect(core.webhooks.at(-1)).toMatchObject({
      payload: { stop_reason: StopReason.STOP_BC_CONNECTION_TIMEOUT },
    });
  });

  test('media sockets are pinged only while idle', async () => {
    const core = new TestCore({ protocol: '2025' });
    const { meeting, signaling, media } = await core.join({ media_type: 1 });
    core.clock.advance(10_000);
    expect(media.ofType(MessageType.KEEP_ALIVE_REQ)).toHaveLength(0);
    meeting.pause();
    for (let round = 0; round < 2; round += 1) {
      core.clock.advance(5000);
      signaling.send({ msg_type: 13, timestamp: 0 });
    }
    expect(media.ofType(MessageType.KEEP_ALIVE_REQ).length).toBeGreaterThan(0);
  });

  test('with mediaKeepAlive "always" they are pinged while media flows, with "off" never', async () => {
    for (const [mediaKeepAlive, pings] of [
      ['always', 2],
      ['off', 0],
    ] as const) {
      const core = new TestCore({ protocol: '2025', mediaKeepAlive });
      const { meeting, media } = await core.join({ media_type: 1 });
      core.clock.advance(10_000);
      expect(media.ofType(MessageType.KEEP_ALIVE_REQ)).toHaveLength(pings);
      await meeting.end();
    }
  });
});

describe('lost connections', () => {
  test('the loss of a media socket is announced, and reconnecting in time continues the stream', async () => {
    const core = new TestCore({ protocol: '2026' });
    const { meeting, signaling, media } = await core.join({ media_type: 1 });
    core.clock.advance(100);
    media.socket.terminate();
    expect(meeting.state).toBe('interrupted');
    expect(signaling.ofType(MessageType.EVENT_UPDATE).at(-1)?.event).toMatchObject({
      event_type: EventType.MEDIA_CONNECTION_INTERRUPTED,
    });
    expect(signaling.ofType(MessageType.STREAM_STATE_UPDATE).at(-1)).toMatchObject({
      state: StreamState.INTERRUPTED,
      reason: StopReason.STOP_BC_DATA_CONNECTION_INTERRUPTED,
    });

    const again = core.joinMedia(meeting, { media_type: 1 });
    await core.ready(signaling, meeting);
    core.clock.advance(100);
    expect(again.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(0);
    expect(meeting.state).toBe('active');
  });

  test('the loss of signaling sends a webhook and closes media, and reconnecting keeps the session', async () => {
    const core = new TestCore({ protocol: '2026' });
    const { meeting, signaling, media } = await core.join({ media_type: 1 });
    signaling.socket.terminate();
    expect(core.webhooks.at(-1)).toMatchObject({ event: 'meeting.rtms_interrupted' });
    core.clock.advance(1000);
    expect(media.socket.closed?.code).toBe(1000);

    const back = core.joinSignaling(meeting);
    const mediaAgain = core.joinMedia(meeting, { media_type: 1 });
    await core.ready(back, meeting);
    core.clock.advance(100);
    expect(mediaAgain.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(0);
    expect(back.ofType(MessageType.SESSION_STATE_UPDATE)).toHaveLength(0);
    expect(meeting.state).toBe('active');
  });

  test.each([
    [
      '2025',
      'signaling',
      /^Stream \S+ has lost signaling s1: the app has 60 s to open it again, or .* reason \d+ STOP_BC_SIGNAL_CONNECTION_INTERRUPTED\.$/,
    ],
    ['2025', 'media', /has lost media m2: the app has 30 s .* STOP_BC_DATA_CONNECTION_INTERRUPTED\.$/],
    ['2026', 'media', /has lost media m2: the app has 65 s .* STOP_BC_AWAIT_RECONNECTION_TIMEOUT\.$/],
  ] as const)('%s: a loss of %s is logged once, with the time that is left', async (protocol, lost, line) => {
    const lines: string[] = [];
    const log = (_level: string, text: string): void => void lines.push(text);
    const core = new TestCore({ protocol, keepAliveMs: 1_000_000, logger: { log } });
    const { signaling, media } = await core.join();
    (lost === 'signaling' ? signaling : media).socket.terminate();
    core.clock.advance(20_000);
    expect(lines.filter((text) => text.includes('has lost'))).toEqual([expect.stringMatching(line)]);
  });

  test.each([
    ['2025', 'signaling', 60_000, StopReason.STOP_BC_SIGNAL_CONNECTION_INTERRUPTED],
    ['2025', 'media', 30_000, StopReason.STOP_BC_DATA_CONNECTION_INTERRUPTED],
    ['2026', 'signaling', 60_000, StopReason.STOP_BC_AWAIT_RECONNECTION_TIMEOUT],
    ['2026', 'media', 65_000, StopReason.STOP_BC_AWAIT_RECONNECTION_TIMEOUT],
  ] as const)('protocol %s: nobody reconnects %s within %i ms', async (protocol, lost, windowMs, reason) => {
    const core = new TestCore({ protocol, keepAliveMs: 1_000_000 });
    const { meeting, signaling, media } = await core.join({ media_type: 1 });
    (lost === 'signaling' ? signaling : media).socket.terminate();
    core.clock.advance(windowMs - 1);
    expect(meeting.state).toBe('interrupted');
    core.clock.advance(1);
    await settled();
    expect(meeting.state).toBe('terminated');
    expect(core.webhooks.at(-1)).toMatchObject({ payload: { stop_reason: reason } });
  });
});
