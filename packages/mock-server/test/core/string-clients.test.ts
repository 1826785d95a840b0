import { createHmac } from 'node:crypto';
import { MediaType } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import type { MockMeeting } from '../../src/server/mock-meeting.js';
import type { MockServerOptions } from '../../src/server/options.js';
import { identity, settled, TestCore, type TestPeer } from '../support/test-core.js';

/** A server with a client of the string generation that has completed its signaling handshake. */
async function signaled(
  options: MockServerOptions = {},
): Promise<{ core: TestCore; meeting: MockMeeting; signaling: TestPeer }> {
  const core = new TestCore(options);
  const meeting = await core.startMeeting();
  const signaling = core.dialSignaling('string');
  signaling.send({ msg_type: 'SIGNALING_HAND_SHAKE_REQ', ...identity(meeting) });
  return { core, meeting, signaling };
}

async function openMedia(core: TestCore, meeting: MockMeeting, pathTypes: number): Promise<TestPeer> {
  const media = core.dialMedia('string', pathTypes);
  media.send({ msg_type: 'DATA_HAND_SHAKE_REQ', ...identity(meeting), payload_encryption: false });
  await settled();
  return media;
}

function types(peer: TestPeer): string[] {
  return [...new Set(peer.bodies.map((body) => String(body['msg_type'])))];
}

describe('a client that sends names in place of numbers', () => {
  test('gets a response with names, and with the media URLs under both names', async () => {
    const urls = {
      all: 'ws://mock:1/all',
      audio: 'ws://mock:1/audio',
      video: 'ws://mock:1/video',
      transcript: 'ws://mock:1/transcript',
    };
    const { signaling } = await signaled();
    expect(signaling.bodies[0]).toEqual({
      msg_type: 'SIGNALING_HAND_SHAKE_RESP',
      status: 'STATUS_OK',
      status_code: 'STATUS_OK',
      media_urls: urls,
      media_server: { server_urls: urls },
    });
  });

  test('gets media right after the handshake, with the old fields only', async () => {
    const { core, meeting, signaling } = await signaled();
    const media = await openMedia(core, meeting, MediaType.AUDIO);
    core.clock.advance(1000);

    const [answer, first, ...others] = media.bodies;
    expect(answer).toMatchObject({ msg_type: 'DATA_HAND_SHAKE_RESP', status: 'STATUS_OK' });
    expect(first).toEqual({
      msg_type: 'MEDIA_DATA_AUDIO',
      content: { user_id: 0, data: expect.any(String), timestamp: expect.any(Number) },
    });
    expect(others.length).toBeGreaterThan(7);
    expect(signaling.bodies.at(-1)).toMatchObject({ msg_type: 'STREAM_STATE_UPDATE', state: 'ACTIVE' });
    expect(meeting.state).toBe('active');
  });

  test.each([
    [null, 'STATUS_OK'],
    [{}, 'STATUS_OK'],
    [{ audio: { codec: 4, sample_rate: 3 } }, 'STATUS_OK'],
    ['x', 'STATUS_INVALID_MEDIA_PARAMS'],
    [[], 'STATUS_INVALID_MEDIA_PARAMS'],
    [{ audio: 'x' }, 'STATUS_INVALID_MEDIA_AUDIO_PARAMS'],
    [{ audio: { codec: 'x' } }, /STATUS_\w*CODEC\w*/],
  ])('may send media_params %j, and gets a response', async (media_params, status) => {
    const { core, meeting } = await signaled();
    const media = core.dialMedia('string', MediaType.AUDIO);
    media.send({ msg_type: 'DATA_HAND_SHAKE_REQ', ...identity(meeting), media_params });
    expect(media.bodies[0]?.['status']).toEqual(
      typeof status === 'string' ? status : expect.stringMatching(status),
    );
  });

  test('gets audio in packets of 100 ms', async () => {
    const { core, meeting } = await signaled();
    const media = await openMedia(core, meeting, MediaType.AUDIO);
    core.clock.advance(1000);
    const packets = media.bodies
      .slice(1)
      .map((body) => body['content'] as { data: string; timestamp: number });
    expect(packets.length).toBeGreaterThan(5);
    const gaps = packets.slice(1).map(({ timestamp }, index) => timestamp - (packets[index]?.timestamp ?? 0));
    expect(new Set(gaps)).toEqual(new Set([100]));
  });

  test.each([
    [MediaType.AUDIO, ['MEDIA_DATA_AUDIO']],
    [MediaType.VIDEO, ['MEDIA_DATA_VIDEO']],
    [MediaType.TRANSCRIPT, ['MEDIA_DATA_TRANSCRIPT']],
  ])('gets the media of the path (%i)', async (pathTypes, expected) => {
    const { core, meeting } = await signaled();
    const media = await openMedia(core, meeting, pathTypes);
    core.clock.advance(10_000);
    expect(types(media)).toEqual(['DATA_HAND_SHAKE_RESP', ...expected]);
  });

  test('gets everything from /all', async () => {
    const { core, meeting } = await signaled();
    const media = await openMedia(core, meeting, MediaType.ALL);
    core.clock.advance(10_000);
    expect(types(media)).toEqual(
      expect.arrayContaining(['MEDIA_DATA_AUDIO', 'MEDIA_DATA_VIDEO', 'MEDIA_DATA_TRANSCRIPT']),
    );
  });

  test('may send KEEP_ALIVE_REQ to the server', async () => {
    const { signaling } = await signaled();
    signaling.send({ msg_type: 'KEEP_ALIVE_REQ', timestamp: 1_700_000_000_000 });
    expect(signaling.bodies.at(-1)).toEqual({ msg_type: 'KEEP_ALIVE_RESP', timestamp: 1_700_000_000_000 });
  });

  test('may send the state of its session, which is recorded in the journal', async () => {
    const { core, meeting, signaling } = await signaled();
    signaling.send({ msg_type: 'SESSION_STATE_UPDATE', state: 'PAUSED', stop_reason: null, timestamp: 1 });
    expect(core.journal.find({ type: 'told-session-state', streamId: meeting.streamId })).toHaveLength(1);
    expect(core.journal.find({ type: 'refused' })).toEqual([]);
  });

  test('may sign the ids without commas between them', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    const [{ clientId, clientSecret }] = DEV_CREDENTIALS.apps;
    const signature = createHmac('sha256', clientSecret)
      .update(clientId + meeting.meetingUuid + meeting.streamId)
      .digest('hex');
    const request = { ...identity(meeting), signature };
    const old = core.dialSignaling('string');
    const later = core.dialSignaling();
    later.send({ msg_type: 1, ...request });
    old.send({ msg_type: 'SIGNALING_HAND_SHAKE_REQ', ...request });

    expect(old.bodies[0]).toMatchObject({ status: 'STATUS_OK' });
    expect(later.bodies[0]).toMatchObject({ status_code: 15 });
  });

  test('gets the name of the status if refused', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    const peer = core.dialSignaling('string');
    peer.send({ msg_type: 'SIGNALING_HAND_SHAKE_REQ', ...identity(meeting), signature: 'f00' });
    expect(peer.bodies[0]).toMatchObject({ status: 'STATUS_INVALID_SIGNATURE' });
  });

  test('is not pinged on media sockets, where it would not respond', async () => {
    const { core, meeting, signaling } = await signaled();
    const media = await openMedia(core, meeting, MediaType.AUDIO);
    meeting.pause();
    core.clock.advance(14_000);
    expect(types(signaling)).toContain('KEEP_ALIVE_REQ');
    expect(types(media)).not.toContain('KEEP_ALIVE_REQ');
  });
});

describe('a media socket without handshake', () => {
  test('gets media after a second when authentication is off, on several paths at once', async () => {
    const { core, meeting } = await signaled({ auth: 'off' });
    const sockets = [MediaType.ALL, MediaType.VIDEO, MediaType.AUDIO].map((path) =>
      core.dialMedia('string', path),
    );
    core.clock.advance(999);
    expect(sockets.flatMap((one) => one.bodies)).toEqual([]);
    core.clock.advance(1);
    await settled();
    core.clock.advance(1000);

    const [all, video, audio] = sockets.map(types);
    expect(all).toEqual(expect.arrayContaining(['MEDIA_DATA_AUDIO', 'MEDIA_DATA_VIDEO']));
    expect(video).toEqual(['MEDIA_DATA_VIDEO']);
    expect(audio).toEqual(['MEDIA_DATA_AUDIO']);
    expect(meeting.state).toBe('active');
  });

  test('gets nothing when authentication is required', async () => {
    const { core } = await signaled();
    const media = core.dialMedia('string', MediaType.ALL);
    core.clock.advance(5000);
    await settled();
    core.clock.advance(5000);
    expect(media.bodies).toEqual([]);
  });

  test('gets nothing, and the journal records the reason, when the stream is ambiguous', async () => {
    const { core } = await signaled({ auth: 'off' });
    const second = await core.startMeeting();
    core.dialSignaling('string').send({ msg_type: 'SIGNALING_HAND_SHAKE_REQ', ...identity(second) });
    const media = core.dialMedia('string', MediaType.ALL);
    core.clock.advance(2000);
    await settled();
    core.clock.advance(2000);

    expect(media.bodies).toEqual([]);
    expect(core.journal.find({ type: 'refused' })[0]?.detail['reason']).toMatch(/ambiguous: 2 streams/);
  });

  test('of a numeric client gets nothing', async () => {
    const core = new TestCore({ auth: 'off' });
    const meeting = await core.startMeeting();
    core.joinSignaling(meeting);
    const media = core.dialMedia();
    core.clock.advance(5000);
    await settled();
    core.clock.advance(1000);
    expect(media.bodies).toEqual([]);
  });
});
