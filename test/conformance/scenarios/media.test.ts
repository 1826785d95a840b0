import { builtInConversation } from '../../../packages/mock-server/src/media/sources/built-in/built-in-conversation.js';
import { labelOf } from '../../../packages/mock-server/test/support/test-source.js';
import { MessageType, PRODUCTS } from '@rtms-mock/protocol';
import { expect } from 'vitest';
import type { Peer } from '../peer.js';
import { verifies } from '../verifies.js';
import { identity } from '../world.js';

function data(peer: Peer, type: 14 | 15 | 16 | 17 | 18): Buffer[] {
  return peer.ofType(type).map(({ content }) => Buffer.from(content.data, 'base64'));
}

function labels(peer: Peer, type: 14 | 15 | 16): string[] {
  return peer.ofType(type).map(({ content }) => labelOf(content.data));
}

/** Returns the types of the NAL units in a byte stream. */
function nalTypes(bytes: Buffer): number[] {
  const types: number[] = [];
  const startCode = Buffer.from([0, 0, 1]);
  for (let at = bytes.indexOf(startCode); at >= 0; at = bytes.indexOf(startCode, at + 3)) {
    types.push((bytes[at + 3] ?? 0) & 31);
  }
  return types;
}

function granted(peer: Peer): { readonly [type: string]: { readonly [key: string]: unknown } } {
  return peer.response['media_params'] as { readonly [type: string]: { readonly [key: string]: unknown } };
}

verifies('media:handshake:order', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const wrong = [
    { media_type: 'x', signature: 'f'.repeat(64) },
    { media_type: 0, signature: undefined },
    { media_type: 0, rtms_stream_id: 'unknown' },
    { media_type: 0 },
  ];
  const codes: unknown[] = [];
  for (const change of wrong) codes.push((await world.joinMedia(meeting, change)).response['status_code']);
  await world.joinSignaling(meeting);
  const last = await world.joinMedia(meeting, { media_type: 0, media_params: 7 });
  codes.push(last.response['status_code']);
  expect(codes).toEqual(world.generation === '2025' ? [15, 14, 16, 13, 34] : [3, 3, 2, 2, 14]);
});

verifies(
  ['media:handshake:effective-params', 'media:handshake:encryption-flag'],
  { both: true, mediaTypeMasks: 'accept' },
  async (world) => {
    const { media } = await world.join({
      media_type: 3,
      media_params: {
        audio: { codec: 1, sample_rate: 1, send_rate: 100, data_opt: 2 },
        video: { codec: 7, fps: 25 },
      },
    });
    expect(granted(media)['audio']).toMatchObject({
      codec: 1,
      sample_rate: 1,
      channel: 1,
      send_rate: 100,
      data_opt: 2,
    });
    expect(granted(media)['video']).toMatchObject({ codec: 7, fps: 25 });
    expect(media.response['payload_encryption']).toBe(false);
    if (world.generation === '2026') expect(media.response['payload_encrypted']).toBe(false);
  },
);

verifies('media:handshake:defaults', { both: true, mediaTypeMasks: 'accept' }, async (world) => {
  const { media } = await world.join({ media_type: 9 });
  expect(Object.keys(granted(media)).sort()).toEqual(['audio', 'transcript']);
  expect(granted(media)['audio']).toMatchObject({
    codec: 1,
    sample_rate: 1,
    channel: 1,
    data_opt: 1,
    send_rate: 20,
  });
});

verifies(
  ['media:handshake:partial-params', 'media:handshake:params-of-other-types'],
  { both: true, mediaTypeMasks: 'accept' },
  async (world) => {
    const { media } = await world.join({
      media_type: 6,
      media_params: { video: { codec: 7 }, deskshare: { codec: 5 }, audio: { codec: 1 } },
    });
    expect(Object.keys(granted(media)).sort()).toEqual(['deskshare', 'video']);
    expect(granted(media)['video']).toMatchObject({ codec: 7, fps: expect.any(Number) as number });
  },
);

verifies('media:handshake:rtp-l16', { both: true }, async (world) => {
  const { media } = await world.join({
    media_type: 1,
    media_params: {
      audio: { content_type: 1, sample_rate: 1, channel: 1, codec: 1, data_opt: 1, send_rate: 100 },
    },
  });
  expect(media.response['status_code']).toBe(0);
  await world.advance(500);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThanOrEqual(5);
});

verifies('media:handshake:send-rate-clamped', { both: true }, async (world) => {
  const { media } = await world.join({ media_type: 1, media_params: { audio: { send_rate: 5000 } } });
  expect(granted(media)['audio']).toMatchObject({ send_rate: 1000 });
});

verifies('media:handshake:send-rate-strict', { protocol: '2026', strict: true }, async (world) => {
  const { media } = await world.join({ media_type: 1, media_params: { audio: { send_rate: 5000 } } });
  expect(media.response['status_code']).toBe(24);
});

verifies('media:handshake:type-not-path', { only: 'network', both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const signaling = await world.joinSignaling(meeting);
  const media = await world.dial('media', '/audio');
  expect(signaling.response['status_code']).toBe(0);
  await world.send(media, { msg_type: 3, ...identity(meeting), media_type: 32 });
  expect(Object.keys(granted(media)).length).toBe(5);
});

verifies('media:handshake:in-scope-of-all', { both: true }, async (world) => {
  const { media } = await world.join({ media_type: 32 });
  expect(Object.keys(granted(media)).sort()).toEqual(['audio', 'chat', 'deskshare', 'transcript', 'video']);
});

verifies('media:ready:gate', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const signaling = await world.joinSignaling(meeting);
  const media = await world.joinMedia(meeting, { media_type: 1 });
  await world.advance(1000);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).toEqual([]);
  await world.ready(signaling, meeting);
  await world.advance(200);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
});

verifies(['media:ready:several', 'media:split'], { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const signaling = await world.joinSignaling(meeting);
  const audio = await world.joinMedia(meeting, { media_type: 1 });
  const video = await world.joinMedia(meeting, { media_type: 2 });
  await world.ready(signaling, meeting);
  const transcript = await world.joinMedia(meeting, { media_type: 8 });
  await world.advance(3500);
  expect([audio, video, transcript].map((peer) => peer.messages.length > 10)).toEqual([true, true, false]);
  expect(transcript.ofType(MessageType.MEDIA_DATA_TRANSCRIPT)).toEqual([]);
  await world.ready(signaling, meeting);
  await world.ready(signaling, meeting);
  await world.advance(3500);
  expect(transcript.ofType(MessageType.MEDIA_DATA_TRANSCRIPT).length).toBe(1);
});

verifies('media:ready:wrong-stream', { both: true }, async (world) => {
  const meeting = await world.startMeeting();
  const signaling = await world.joinSignaling(meeting);
  const media = await world.joinMedia(meeting, { media_type: 1 });
  await world.send(signaling, { msg_type: 7, rtms_stream_id: 'unknown' });
  await world.send(signaling, { msg_type: 7 });
  await world.advance(500);
  expect([meeting.state, media.ofType(MessageType.MEDIA_DATA_AUDIO).length]).toEqual(['signaling', 0]);
});

verifies(['media:audio:pace', 'media:audio:mixed'], { both: true }, async (world) => {
  const { media } = await world.join({ media_type: 1, media_params: { audio: { send_rate: 100 } } });
  await world.advance(10_000);
  const audio = media.ofType(MessageType.MEDIA_DATA_AUDIO).map(({ content }) => content);
  expect(audio.length).toBeGreaterThanOrEqual(100);
  const steps = audio.slice(1).map(({ timestamp }, i) => timestamp - (audio[i]?.timestamp ?? 0));
  expect(new Set(steps)).toEqual(new Set([100]));
  expect(new Set(audio.map(({ user_id }) => user_id))).toEqual(new Set([0]));
});

verifies(['media:audio:per-speaker', 'media:content:ids'], { both: true }, async (world) => {
  const { media } = await world.join({ media_type: 1, media_params: { audio: { data_opt: 2 } } });
  await world.advance(100);
  const speakers = media.bodies(14).map((body) => body['content'] as { [key: string]: unknown });
  expect(new Set(speakers.map((content) => content['user_name']))).toEqual(new Set(['Ana', 'Bo']));
  for (const content of speakers) {
    expect(content).toMatchObject({
      user_id: expect.any(Number) as number,
      data: expect.any(String) as string,
      timestamp: expect.any(Number) as number,
    });
  }
});

verifies('media:audio:l16-bytes', { both: true, media: builtInConversation() }, async (world) => {
  const { media } = await world.join({ media_type: 1 });
  await world.until(() => media.ofType(MessageType.MEDIA_DATA_AUDIO).length >= 10);
  expect(new Set(data(media, 14).map((bytes) => bytes.length))).toEqual(new Set([640]));
});

verifies(['media:video:pace', 'media:video:active-speaker'], { both: true }, async (world) => {
  const { media } = await world.join({ media_type: 2, media_params: { video: { codec: 7, fps: 25 } } });
  await world.advance(6000);
  const video = media.ofType(MessageType.MEDIA_DATA_VIDEO).map(({ content }) => content);
  expect(video.length).toBeGreaterThanOrEqual(148);
  const steps = video.slice(1).map(({ timestamp }, i) => timestamp - (video[i]?.timestamp ?? 0));
  expect(new Set(steps)).toEqual(new Set([40]));
  const names = video.map(({ user_name }) => user_name);
  expect(names[0]).toBe('Ana');
  expect(names.at(-1)).toBe('Bo');
  expect(names.lastIndexOf('Ana') + 1).toBe(names.indexOf('Bo'));
});

const SMALL = { media: builtInConversation() };

verifies(
  ['media:video:decodable', 'media:frames:text-below-1mib'],
  { both: true, ...SMALL },
  async (world) => {
    const { media } = await world.join({
      media_type: 2,
      media_params: { video: { codec: 7, fps: 5, resolution: 1 } },
    });
    await world.until(() => media.ofType(MessageType.MEDIA_DATA_VIDEO).length >= 3);
    const [first] = data(media, 15);
    expect(nalTypes(first ?? Buffer.alloc(0)).slice(0, 3)).toEqual([7, 8, 5]);
    expect(Math.max(...media.received.map((text) => text.length))).toBeLessThan(1024 * 1024);
  },
);

verifies(
  ['media:share:frames', 'media:share:only-while-sharing'],
  { both: true, ...SMALL },
  async (world) => {
    const { media, meeting } = await world.join({
      media_type: 4,
      media_params: { deskshare: { codec: 5, fps: 1, resolution: 1 } },
    });
    await meeting.inject({ do: 'share-start', participant: 1 });
    await world.until(() => media.ofType(MessageType.MEDIA_DATA_SHARE).length >= 4);
    for (const frame of data(media, 16)) {
      expect(frame.length).toBeGreaterThanOrEqual(1000);
      expect([frame.subarray(0, 2).toString('hex'), frame.subarray(-2).toString('hex')]).toEqual([
        'ffd8',
        'ffd9',
      ]);
    }
    await meeting.inject({ do: 'share-stop' });
    await world.settle();
    const before = media.ofType(MessageType.MEDIA_DATA_SHARE).length;
    await world.advance(5000);
    expect(media.ofType(MessageType.MEDIA_DATA_SHARE)).toHaveLength(before);
  },
);

verifies(['media:video:individual', 'media:video:individual-twice'], { protocol: '2026' }, async (world) => {
  const video = { codec: 7, fps: 25, data_opt: 4 };
  const { media, signaling } = await world.join({ media_type: 2, media_params: { video } });
  await world.send(signaling, { msg_type: 5, events: [8] });
  const people = signaling.events.at(-1)?.['participants'] as { user_id: number }[] | undefined;
  const ids = (people ?? []).map(({ user_id }) => user_id);
  expect(ids).toHaveLength(2);
  await world.advance(1000);
  expect(labels(media, 15)).toEqual([]);
  const subscribe = (user_id: unknown) =>
    world.send(signaling, { msg_type: 28, user_id, subscribe: true, timestamp: 1 });
  for (const id of [ids[1], ids[1], 5]) await subscribe(id);
  expect(signaling.bodies(29).map((body) => body['status_code'])).toEqual([0, 44, 4]);
  await world.advance(1000);
  expect(new Set(labels(media, 15).map((label) => label.split('#')[0]))).toEqual(new Set(['camera1']));
  await subscribe(ids[0]);
  await world.advance(2000);
  expect(labels(media, 15).at(-1)).toMatch(/^camera0#/);
});

verifies('media:video:individual-without-socket', { both: true }, async (world) => {
  const { meeting, signaling } = await world.join({ media_type: 1 });
  await world.joinMedia(meeting, { media_type: 2, media_params: { video: { data_opt: 3 } } });
  await world.send(signaling, { msg_type: 5, events: [8] });
  const people = signaling.events.at(-1)?.['participants'] as { user_id: number }[] | undefined;
  const user_id = people?.[0]?.user_id;
  const choose = (subscribe: boolean) => world.send(signaling, { msg_type: 28, user_id, subscribe });
  await choose(true);
  await choose(true);
  await choose(false);
  const code = world.generation === '2025' ? 55 : 29;
  expect(signaling.bodies(29)).toMatchObject([
    { user_id, subscribe: true, status_code: code },
    { status_code: code },
    { subscribe: false, status_code: 0 },
  ]);
  expect(signaling.bodies(29)[0]?.['reason']).toMatch(/data_opt 4/);
});

verifies('media:transcript:utterances', { both: true }, async (world) => {
  const { media } = await world.join({ media_type: 8 });
  await world.advance(10_000);
  const lines = media.bodies(17).map((body) => body['content'] as { [key: string]: number | string });
  expect(lines.map(({ user_name, data: text }) => `${user_name}: ${text}`)).toEqual([
    'Ana: Hello from Ana.',
    'Bo: Hello from Bo.',
  ]);
  if (world.generation === '2025') return;
  for (const line of lines) expect(Number(line['end_time']) - Number(line['start_time'])).toBe(2000);
});

verifies('media:chat', { both: true }, async (world) => {
  const { media, meeting } = await world.join({ media_type: 16 });
  for (const text of ['Hi', 'Bye']) await meeting.inject({ do: 'chat', participant: 'Ana', text });
  await world.settle();
  const ana = { user_id: 16_778_240, user_name: 'Ana' };
  const written = {
    ...ana,
    timestamp: world.clock.unixMs(),
    chat_session: { type: 1 },
    operation_type: 1,
    parent_message_id: '',
    sender: ana,
    receiver: null,
    files: [],
    delete_file_id_list: [],
  };
  expect(media.bodies(18).map((body) => body['content'])).toEqual([
    { ...written, data: 'Hi', message_id: 'written-1' },
    { ...written, data: 'Bye', message_id: 'written-2' },
  ]);
});

verifies(
  'media:content:flat',
  { both: true, mediaTypeMasks: 'accept', mediaShape: 'flat' },
  async (world) => {
    const { media } = await world.join({ media_type: 9 });
    await world.advance(3500);
    expect(media.bodies(17)[0]).toMatchObject({ content: 'Hello from Ana.', user_name: 'Ana' });
    expect(media.bodies(14)[0]).toMatchObject({ content: expect.any(String) as string, user_id: 0 });
  },
);

verifies(
  ['media:content:channel', 'product:all'],
  { both: true, mediaTypeMasks: 'accept' },
  async (world) => {
    for (const product of PRODUCTS) {
      const { media } = await world.join({ media_type: 9 }, { product });
      await world.advance(10_000);
      const contents = media.bodies(17).map((body) => body['content'] as { channel_id?: string });
      const hasChannel = product === 'contact_center' || product === 'phone';
      expect(contents.map(({ channel_id }) => channel_id)).toEqual(
        hasChannel ? ['1', '2'] : [undefined, undefined],
      );
      expect(media.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(400);
    }
  },
);

verifies('media:content:contact-center', { both: true }, async (world) => {
  for (const [product, keys] of [
    ['contact_center', ['channel_id']],
    ['phone', ['user_id', 'user_name', 'channel_id']],
  ] as const) {
    const media_params = { audio: { data_opt: 2 } };
    const { media } = await world.join({ media_type: 32, media_params }, { product });
    await world.advance(5000);
    for (const type of [14, 15, 17]) {
      const content = media.bodies(type)[0]?.['content'] as object;
      const named = Object.keys(content).filter((key) => /^(user|channel)_/.test(key));
      expect([product, type, named]).toEqual([product, type, keys]);
    }
  }
});

verifies('media:content:contact-center', { as: 'flat', both: true, mediaShape: 'flat' }, async (world) => {
  const { media } = await world.join({ media_type: 1 }, { product: 'contact_center' });
  await world.advance(5000);
  const [body] = media.bodies(14);
  expect(body).toMatchObject({ content: expect.any(String) as string, channel_id: '1' });
  expect(body).not.toHaveProperty('user_id');
});

verifies('media:audio:contact-center-channels', { protocol: '2026' }, async (world) => {
  const { media } = await world.join({ media_type: 1 }, { product: 'contact_center' });
  await world.advance(5000);
  const contents = media.bodies(14).map((body) => body['content'] as { channel_id?: string });
  expect(new Set(contents.map(({ channel_id }) => channel_id))).toEqual(new Set(['1', '2']));
});

verifies('media:duplicate:replace', { both: true, duplicatePolicy: 'replace' }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  await world.advance(200);
  const second = await world.joinMedia(meeting, { media_type: 1 });
  await world.advance(200);
  expect([second.response['status_code'], media.closed?.code]).toEqual([0, 1000]);
  await world.ready(signaling, meeting);
  await world.advance(200);
  expect([meeting.state, signaling.eventTypes, signaling.states]).toEqual([
    'active',
    [1],
    ['9/1', '9/2', '8/1'],
  ]);
  const last = media.ofType(MessageType.MEDIA_DATA_AUDIO).at(-1)?.content.timestamp ?? 0;
  const [first] = second.ofType(MessageType.MEDIA_DATA_AUDIO);
  expect((first?.content.timestamp ?? 0) - last).toBe(20);
  const replacements = world.journal.find({ socket: 'media', type: 'replaced' });
  expect(replacements.map(({ streamId }) => streamId)).toEqual([meeting.streamId]);
});

verifies(
  'media:duplicate:replace',
  { both: true, duplicatePolicy: 'replace', as: 'only sockets with a common type' },
  async (world) => {
    const { meeting, media: audio } = await world.join({ media_type: 1 });
    const transcript = await world.joinMedia(meeting, { media_type: 8 });
    await world.advance(100);
    expect([audio.closed, transcript.closed]).toEqual([undefined, undefined]);
    const all = await world.joinMedia(meeting, { media_type: 32 });
    await world.until(() => audio.closed !== undefined && transcript.closed !== undefined, 1000);
    expect([audio.closed?.code, transcript.closed?.code, all.closed]).toEqual([1000, 1000, undefined]);
    const again = await world.joinMedia(meeting, { media_type: 8 });
    await world.until(() => all.closed !== undefined, 1000);
    expect([all.closed?.code, again.closed]).toEqual([1000, undefined]);
  },
);

verifies('media:duplicate:allow', { both: true, duplicatePolicy: 'allow' }, async (world) => {
  const { meeting, signaling, media } = await world.join({ media_type: 1 });
  const second = await world.joinMedia(meeting, { media_type: 1 });
  await world.ready(signaling, meeting);
  const before = media.ofType(MessageType.MEDIA_DATA_AUDIO).length;
  await world.advance(200);
  expect(second.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(before);
});
