import { expect } from 'vitest';
import { verifies } from '../verifies.js';
import { identity, type World } from '../world.js';

/** Returns the messages of the app in the journal of a stream, including those before a handshake. */
function received(world: World, streamId: string): string[] {
  return world.journal.find({ streamId, direction: 'received', kind: 'message' }).map(({ type }) => type);
}

verifies('signaling:journal:handshakes', { both: true }, async (world) => {
  const { meeting } = await world.join({ media_type: 8 });
  expect(received(world, meeting.streamId)).toEqual([
    'SIGNALING_HAND_SHAKE_REQ',
    'DATA_HAND_SHAKE_REQ',
    'CLIENT_READY_ACK',
  ]);
  const seen = await meeting.waitFor({ direction: 'received', type: 'SIGNALING_HAND_SHAKE_REQ' });
  expect(seen).toMatchObject({ streamId: meeting.streamId, socket: 'signaling' });
  const entries = world.journal.find({ streamId: meeting.streamId, socket: 'signaling' }).slice(0, 3);
  expect(entries.map(({ type }) => type)).toEqual([
    'SIGNALING_HAND_SHAKE_REQ',
    'accepted',
    'SIGNALING_HAND_SHAKE_RESP',
  ]);
});

verifies('signaling:journal:refused', { both: true, handshakeFailure: 'respond-only' }, async (world) => {
  const meeting = await world.startMeeting();
  const { streamId } = meeting;
  const peer = await world.joinSignaling(meeting, { signature: 'wrong' });
  for (const change of [{ meeting_uuid: 7 }, { protocol_version: 9 }, { msg_type: 99 }, { msg_type: -1 }]) {
    await world.send(peer, { msg_type: 1, ...identity(meeting), ...change });
  }
  await meeting.inject({ do: 'handshake-timeout', socket: 'media' });
  await world.joinMedia(meeting);
  expect(received(world, streamId)).toEqual([
    'SIGNALING_HAND_SHAKE_REQ',
    'SIGNALING_HAND_SHAKE_REQ',
    'SIGNALING_HAND_SHAKE_REQ',
    'INVALID',
    'INVALID',
    'DATA_HAND_SHAKE_REQ',
  ]);
  expect(world.journal.find({ streamId, type: 'refused' })).toHaveLength(5);
});

verifies(
  'signaling:journal:refused',
  { both: true, as: 'a handshake that a scenario drops' },
  async (world) => {
    const meeting = await world.startMeeting();
    await meeting.inject({ do: 'ignore-messages', type: 'SIGNALING_HAND_SHAKE_REQ', times: 1 });
    const peer = await world.joinSignaling(meeting);
    expect(peer.received).toEqual([]);
    expect(received(world, meeting.streamId)).toEqual(['SIGNALING_HAND_SHAKE_REQ']);
    await world.send(peer, { msg_type: 1, ...identity(meeting) });
    expect(peer.response['status_code']).toBe(0);
  },
);

verifies('signaling:journal:unknown-stream', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const peer = await world.joinSignaling(meeting, { rtms_stream_id: 'unknown' });
  await world.send(peer, '{ not json');
  const { streamId } = meeting;
  expect(world.journal.find({ streamId, kind: 'message' })).toEqual([]);
  const entries = world.journal.find({ connectionId: 's1', direction: 'received' });
  expect(entries.map((entry) => [entry.type, entry.streamId])).toEqual([
    ['SIGNALING_HAND_SHAKE_REQ', undefined],
    ['INVALID', undefined],
  ]);
});

verifies(
  'signaling:journal:unknown-stream',
  { both: true, handshakeFailure: 'respond-only', as: 'after an existing one' },
  async (world) => {
    const meeting = await world.startMeeting();
    await meeting.inject({ do: 'reject-handshake', status: 'STATUS_INVALID_SIGNATURE', times: 2 });
    const peer = await world.joinSignaling(meeting);
    await world.send(peer, { msg_type: 1, ...identity(meeting), rtms_stream_id: 'unknown' });
    await world.send(peer, { msg_type: 1, ...identity(meeting) });
    const of2025 = world.generation === '2025';
    expect(peer.bodies(2).map((body) => body['status_code'])).toEqual(of2025 ? [15, 16, 15] : [3, 2, 3]);
    expect(received(world, meeting.streamId)).toHaveLength(2);
  },
);
