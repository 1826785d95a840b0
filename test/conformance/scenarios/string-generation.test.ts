import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import { DEV_CREDENTIALS } from '../../../packages/mock-server/src/credentials.js';
import type { MockMeeting } from '../../../packages/mock-server/src/server/mock-meeting.js';
import type { Peer } from '../peer.js';
import { verifies } from '../verifies.js';
import { identity, type World } from '../world.js';

type Body = { readonly [key: string]: unknown };

function bodies(peer: Peer): Body[] {
  return peer.received.map((text) => JSON.parse(text) as Body);
}

function types(peer: Peer): Set<unknown> {
  return new Set(bodies(peer).map((body) => body['msg_type']));
}

/** Opens a socket of a client of the string generation. */
async function dial(world: World, kind: 'signaling' | 'media', path?: string): Promise<Peer> {
  const peer = await world.dial(kind, path);
  // The peer only understands numbers.
  peer.expectInvalidMessages();
  peer.answersKeepAlive = false;
  return peer;
}

async function signaling(world: World, meeting: MockMeeting, change: object = {}): Promise<Peer> {
  const peer = await dial(world, 'signaling');
  await world.send(peer, { msg_type: 'SIGNALING_HAND_SHAKE_REQ', ...identity(meeting), ...change });
  return peer;
}

async function media(world: World, meeting: MockMeeting, path: string): Promise<Peer> {
  const peer = await dial(world, 'media', path);
  await world.send(peer, {
    msg_type: 'DATA_HAND_SHAKE_REQ',
    ...identity(meeting),
    payload_encryption: false,
  });
  return peer;
}

verifies('string:detected', { both: true }, async (world) => {
  const peer = await signaling(world, await world.startMeeting());
  expect(bodies(peer)[0]).toMatchObject({
    msg_type: 'SIGNALING_HAND_SHAKE_RESP',
    status: 'STATUS_OK',
    media_urls: { all: expect.stringMatching(/^ws:.*\/all$/), audio: expect.stringMatching(/\/audio$/) },
  });
});

verifies('string:both-names', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const refused = await signaling(world, meeting, { signature: 'f00' });
  const { status, status_code, reason } = bodies(refused)[0] ?? {};
  expect([status, status_code]).toEqual(['STATUS_INVALID_SIGNATURE', 'STATUS_INVALID_SIGNATURE']);
  expect(reason).toEqual(expect.any(String));

  const [response] = bodies(await signaling(world, meeting));
  expect([response?.['status'], response?.['status_code']]).toEqual(['STATUS_OK', 'STATUS_OK']);
  expect(Object.keys(response?.['media_urls'] as object).sort()).toEqual([
    'all',
    'audio',
    'transcript',
    'video',
  ]);
  expect(response?.['media_server']).toEqual({ server_urls: response?.['media_urls'] });

  const [granted] = bodies(await media(world, meeting, '/all'));
  expect([granted?.['status'], granted?.['status_code']]).toEqual(['STATUS_OK', 'STATUS_OK']);
});

verifies('string:beside-numeric', async (world) => {
  const old = await signaling(world, await world.startMeeting());
  const later = await world.joinSignaling(await world.startMeeting());
  expect(bodies(old)[0]).toMatchObject({ status: 'STATUS_OK' });
  expect(later.response).toMatchObject({ status_code: 0 });
});

verifies('string:signature:concatenated', async (world) => {
  const meeting = await world.startMeeting();
  const [{ clientId, clientSecret }] = DEV_CREDENTIALS.apps;
  const ids = clientId + meeting.meetingUuid + meeting.streamId;
  const signature = createHmac('sha256', clientSecret).update(ids).digest('hex');
  const numeric = await world.joinSignaling(meeting, { signature });
  const old = await signaling(world, meeting, { signature });
  expect(numeric.response).toMatchObject({ status_code: 15 });
  expect(bodies(old)[0]).toMatchObject({ status: 'STATUS_OK' });
});

verifies('string:signature:wrong', async (world) => {
  const peer = await signaling(world, await world.startMeeting(), { signature: 'f00' });
  expect(bodies(peer)[0]).toMatchObject({ status: 'STATUS_INVALID_SIGNATURE' });
});

verifies('string:media:no-ready-gate', async (world) => {
  const meeting = await world.startMeeting();
  await signaling(world, meeting);
  const peer = await media(world, meeting, '/all');
  await world.advance(1000);
  expect(bodies(peer)[0]).toMatchObject({ msg_type: 'DATA_HAND_SHAKE_RESP', status: 'STATUS_OK' });
  const audio = bodies(peer).find((body) => body['msg_type'] === 'MEDIA_DATA_AUDIO');
  expect(Object.keys(audio?.['content'] ?? {})).toEqual(['user_id', 'data', 'timestamp']);
});

verifies('string:media:path', async (world) => {
  const meeting = await world.startMeeting();
  await signaling(world, meeting);
  const audio = await media(world, meeting, '/audio');
  const video = await media(world, meeting, '/video');
  await world.advance(1000);
  expect(types(audio)).toEqual(new Set(['DATA_HAND_SHAKE_RESP', 'MEDIA_DATA_AUDIO']));
  expect(types(video)).toEqual(new Set(['DATA_HAND_SHAKE_RESP', 'MEDIA_DATA_VIDEO']));
});

verifies('string:media:implicit', { auth: 'off' }, async (world) => {
  await signaling(world, await world.startMeeting(), { signature: undefined });
  const peer = await dial(world, 'media', '/audio');
  await world.advance(900);
  expect(peer.received).toEqual([]);
  await world.advance(1100);
  expect(types(peer)).toEqual(new Set(['MEDIA_DATA_AUDIO']));
});

verifies('string:media:implicit-refused', async (world) => {
  const meeting = await world.startMeeting();
  await signaling(world, meeting);
  const peer = await dial(world, 'media', '/audio');
  await world.advance(5000);
  expect(peer.received).toEqual([]);
  expect(meeting.state).toBe('signaling');
});

verifies('string:keep-alive', async (world) => {
  const peer = await signaling(world, await world.startMeeting());
  await world.send(peer, { msg_type: 'KEEP_ALIVE_REQ', timestamp: 1_767_225_605_000 });
  expect(bodies(peer).at(-1)).toEqual({ msg_type: 'KEEP_ALIVE_RESP', timestamp: 1_767_225_605_000 });
});

verifies('string:session-state', async (world) => {
  const meeting = await world.startMeeting();
  const peer = await signaling(world, meeting);
  const update = { msg_type: 'SESSION_STATE_UPDATE', state: 'PAUSED', stop_reason: null };
  await world.send(peer, { ...update, timestamp: 1_767_225_605_000 });
  expect(world.journal.find({ type: 'told-session-state', streamId: meeting.streamId })).toHaveLength(1);
  expect(world.journal.find({ type: 'refused' })).toEqual([]);
});

for (const [text, status] of [
  ['{bad', 'STATUS_INVALID_JSON_MSG'],
  ['[]', 'STATUS_INVALID_JSON_MSG'],
  ['{"protocol_version":1}', 'STATUS_MSG_TYPE_NOT_EXIST'],
] as const) {
  verifies('string:default:unreadable', { protocol: 'string', as: text }, async (world) => {
    const responses = { signaling: 'SIGNALING_HAND_SHAKE_RESP', media: 'DATA_HAND_SHAKE_RESP' };
    for (const kind of ['signaling', 'media'] as const) {
      const peer = await dial(world, kind);
      await world.send(peer, text);
      expect(bodies(peer)).toEqual([
        { msg_type: responses[kind], status, status_code: status, reason: expect.any(String) },
      ]);
    }
  });
}

verifies('string:default:numeric', { protocol: 'string' }, async (world) => {
  const meeting = await world.startMeeting({ protocol: '2025' });
  const peer = await dial(world, 'signaling');
  await world.send(peer, '{bad');
  await world.send(peer, { msg_type: 1, ...identity(meeting), signature: 'wrong' });
  await world.send(peer, { msg_type: 1, ...identity(meeting) });
  const statuses = bodies(peer).map(({ status_code }) => status_code);
  expect(statuses.slice(0, 3)).toEqual(['STATUS_INVALID_JSON_MSG', 15, 0]);
});
