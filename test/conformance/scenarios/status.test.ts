import { expect } from 'vitest';
import { DEV_CREDENTIALS } from '../../../packages/mock-server/src/credentials.js';
import { verifies } from '../verifies.js';
import { identity } from '../world.js';

/** Requirement, change that makes the handshake invalid, status in 2025, status in 2026. */
const SIGNALING = [
  ['status:not-json', '{ not json', 3, 4],
  ['status:msg-type-missing', { msg_type: undefined }, 5, 1],
  ['status:msg-type-not-uint', { msg_type: -1 }, 6, 1],
  ['status:msg-type-in-quotes', { msg_type: '1' }, 6, 1],
  ['status:msg-type-unknown', { msg_type: 99 }, 4, 1],
  ['status:version', { protocol_version: 7 }, 3, 4],
  ['status:entity-missing', { meeting_uuid: undefined }, 7, 4],
  ['status:entity-not-string', { meeting_uuid: 5 }, 8, 4],
  ['status:entity-empty', { meeting_uuid: '' }, 9, 4],
  ['status:stream-missing', { rtms_stream_id: undefined }, 10, 2],
  ['status:stream-not-string', { rtms_stream_id: 5 }, 11, 2],
  ['status:stream-empty', { rtms_stream_id: '' }, 12, 2],
  ['status:signature-missing', { signature: undefined }, 14, 3],
  ['status:signature-wrong', { signature: 'f'.repeat(64) }, 15, 3],
  ['status:signature-not-string', { signature: 5 }, 15, 3],
  ['status:stream-unknown', { rtms_stream_id: 'unknown' }, 16, 2],
  ['status:pair-mismatch', { meeting_uuid: 'other' }, 16, 2],
] as const;

const MEDIA = [
  ['status:media-type-missing', { media_type: undefined }, 22, 7],
  ['status:media-type-not-uint', { media_type: 'all' }, 23, 7],
  ['status:media-type-zero', { media_type: 0 }, 34, 14],
  ['status:media-type-bits', { media_type: 64 }, 29, 14],
  ['status:params-not-object', { media_params: 7 }, 33, 17],
  ['status:audio-not-object', { media_params: { audio: 1 } }, 35, 18],
  ['status:audio-content-type', { media_params: { audio: { content_type: 99 } } }, 37, 19],
  ['status:audio-sample-rate', { media_params: { audio: { sample_rate: 99 } } }, 39, 20],
  ['status:audio-channel', { media_params: { audio: { channel: 99 } } }, 41, 21],
  ['status:audio-codec', { media_params: { audio: { codec: 99 } } }, 43, 22],
  ['status:audio-data-opt', { media_params: { audio: { data_opt: 99 } } }, 45, 23],
  ['status:audio-send-rate', { media_params: { audio: { send_rate: 'x' } } }, 46, 24],
  ['status:video-not-object', { media_params: { video: 1 } }, 48, 25],
  ['status:video-content-type', { media_params: { video: { content_type: 99 } } }, 49, 26],
  ['status:video-codec', { media_params: { video: { codec: 99 } } }, 51, 27],
  ['status:video-resolution', { media_params: { video: { resolution: 99 } } }, 53, 28],
  ['status:video-data-opt', { media_params: { video: { data_opt: 99 } } }, 55, 29],
  ['status:video-fps', { media_params: { video: { fps: 'x' } } }, 57, 30],
  ['status:share-not-object', { media_params: { deskshare: 1 } }, 58, 31],
  ['status:share-codec', { media_params: { deskshare: { codec: 99 } } }, 61, 33],
  ['status:share-resolution', { media_params: { deskshare: { resolution: 99 } } }, 63, 34],
  ['status:transcript-not-object', { media_params: { transcript: 1 } }, 66, 36],
  ['status:transcript-content-type', { media_params: { transcript: { content_type: 99 } } }, 67, 37],
  ['status:chat-not-object', { media_params: { chat: 1 } }, 69, 38],
] as const;

for (const [id, change, in2025, in2026] of SIGNALING) {
  verifies(id, { both: true, as: 'signaling' }, async (world) => {
    const meeting = await world.startMeeting();
    const peer = await world.dial('signaling');
    await world.send(
      peer,
      typeof change === 'string' ? change : { msg_type: 1, ...identity(meeting), ...change },
    );
    expect(peer.response['status_code']).toBe(world.generation === '2025' ? in2025 : in2026);
    expect(peer.response['reason']).toMatch(/\w+ \w+/);
  });
  verifies(id, { both: true, as: 'media' }, async (world) => {
    const meeting = await world.startMeeting();
    await world.joinSignaling(meeting);
    const peer = await world.dial('media');
    const request = { msg_type: 3, media_type: 1, ...identity(meeting) };
    await world.send(peer, typeof change === 'string' ? change : { ...request, ...change });
    expect(peer.response['status_code']).toBe(world.generation === '2025' ? in2025 : in2026);
  });
}

for (const [id, change, in2025, in2026] of MEDIA) {
  verifies(id, { both: true }, async (world) => {
    const meeting = await world.startMeeting();
    await world.joinSignaling(meeting);
    const peer = await world.joinMedia(meeting, change);
    expect(peer.response['status_code']).toBe(world.generation === '2025' ? in2025 : in2026);
    expect(peer.response['reason']).toMatch(/\w+ \w+/);
  });
}

/** Requirement, media type outside the scope, status in 2025, status in 2026. */
const SCOPES = [
  ['status:scope-audio', 1, 24, 9],
  ['status:scope-video', 2, 25, 10],
  ['status:scope-share', 4, 26, 11],
  ['status:scope-transcript', 8, 27, 12],
  ['status:scope-chat', 16, 28, 13],
] as const;

for (const [id, missing, in2025, in2026] of SCOPES) {
  const app = { ...DEV_CREDENTIALS.apps[0], scope: 31 - missing };
  const credentials = { ...DEV_CREDENTIALS, apps: [app] } as const;
  verifies(id, { both: true, credentials }, async (world) => {
    const meeting = await world.startMeeting();
    await world.joinSignaling(meeting);
    const peer = await world.joinMedia(meeting, { media_type: missing });
    expect(peer.response['status_code']).toBe(world.generation === '2025' ? in2025 : in2026);
    const granted = missing === 1 ? 2 : 1;
    expect((await world.joinMedia(meeting, { media_type: granted })).response['status_code']).toBe(0);
  });
}

verifies('status:stream-ended', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  await meeting.end();
  const { response } = await world.joinSignaling(meeting);
  expect(response['status_code']).toBe(world.generation === '2025' ? 13 : 2);
});

verifies('status:signaling-duplicate', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  await world.joinSignaling(meeting);
  const { response } = await world.joinSignaling(meeting);
  expect(response['status_code']).toBe(world.generation === '2025' ? 17 : 8);
});

verifies('status:media-without-signaling', { both: true }, async (world) => {
  const { response } = await world.joinMedia(await world.startMeeting());
  expect(response['status_code']).toBe(world.generation === '2025' ? 13 : 2);
});

verifies(['status:all-exists', 'status:media-duplicate'], { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  await world.joinSignaling(meeting);
  const codes: unknown[] = [];
  for (const media_type of [1, 1, 32, 8]) {
    codes.push((await world.joinMedia(meeting, { media_type })).response['status_code']);
  }
  expect(codes).toEqual(world.generation === '2025' ? [0, 31, 30, 0] : [0, 16, 15, 0]);
});

verifies('status:message-too-long', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const request = { msg_type: 1, ...identity(meeting) };
  const padded = (bytes: number): object => {
    const { length } = JSON.stringify({ ...request, pad: '' });
    return { ...request, pad: 'x'.repeat(bytes - length) };
  };
  for (const kind of ['signaling', 'media'] as const) {
    const peer = await world.dial(kind);
    await world.send(peer, padded(65_537));
    expect(peer.response['status_code']).toBe(world.generation === '2025' ? 2 : 4);
    expect(peer.response['reason']).toMatch(/has 65537 bytes, and 65536 are read/);
  }
  const peer = await world.dial('signaling');
  await world.send(peer, padded(65_536));
  expect(peer.response['status_code']).toBe(0);
});
