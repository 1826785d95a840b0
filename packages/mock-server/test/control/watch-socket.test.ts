import { MessageType } from '@rtms-mock/protocol';
import { memorySocketPair } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import { serveWatchSocket } from '../../src/control/watch-socket.js';
import { startMockServer, toneSource, type MockMeeting, type Watcher } from '../../src/index.js';
import { ALL_MEDIA, joinAsApp } from '../support/app-sockets.js';
import { LiveProducer } from '../support/live-producer.js';
import { QueuedSocket, type Received } from '../support/queued-socket.js';

const PORTS = { port: 0, mediaPort: 0, timelineStart: 'created' } as const;

function watch(meeting: MockMeeting, query = ''): Promise<QueuedSocket> {
  return QueuedSocket.open(`${meeting.serverUrls}/api/meetings/${meeting.streamId}/watch?${query}`);
}

const isMedia =
  (type: number) =>
  ({ msg_type }: Received): boolean =>
    msg_type === type;

describe('without an app', () => {
  test('the source itself is shown: every voice, the camera of the speaker, words', async () => {
    await using server = await startMockServer(PORTS);
    const meeting = await server.startMeeting();
    using page = await watch(meeting);
    expect(await page.ofType('watching')).toMatchObject({
      connection: null,
      connections: [],
      mediaParams: { audio: { codec: 1, sample_rate: 1 }, video: { codec: 7 } },
    });
    const { content } = await page.next(isMedia(MessageType.MEDIA_DATA_VIDEO));
    const data = Buffer.from((content as { data: string }).data, 'base64');
    // Begins with a keyframe, which has parameter sets.
    expect((data[4] ?? 0) & 0x1f).toBe(7);
    const audio = await page.next(isMedia(MessageType.MEDIA_DATA_AUDIO));
    expect(audio['content']).toMatchObject({
      user_id: expect.any(Number) as number,
      timestamp: expect.any(Number) as number,
    });
    expect(meeting.view()).toMatchObject({ state: 'created', connections: [], media: {} });
  });

  test('a participant, a codec and media types can be chosen', async () => {
    await using server = await startMockServer(PORTS);
    const meeting = await server.startMeeting();
    const second = meeting.view().people[1]?.userId;
    using page = await watch(meeting, `types=video,share&video=JPG&participant=${second}`);
    expect(await page.ofType('watching')).toMatchObject({
      mediaTypes: ['video', 'deskshare'],
      mediaParams: { video: { codec: 5 }, deskshare: { codec: 5 } },
    });
    const first = await page.next(() => true);
    expect(first).toMatchObject({ msg_type: MessageType.MEDIA_DATA_VIDEO, content: { user_id: second } });
    const data = Buffer.from((first['content'] as { data: string }).data, 'base64');
    expect(data.subarray(0, 3).toString('hex')).toBe('ffd8ff');
  });

  test('a live participant is seen, and told which codec is wanted', async () => {
    const media = toneSource({ signal: { kind: 'silence' } });
    await using server = await startMockServer({ ...PORTS, media });
    const meeting = await server.startMeeting();
    using ada = await LiveProducer.join(meeting, { name: 'Ada', video: ['H264', 'JPG'] });
    const { userId } = meeting.view().people[1] ?? {};
    using page = await watch(meeting, `types=video,chat&video=JPG&participant=${userId}`);
    await ada.next(({ type, video }) => type === 'wanted' && String(video) === 'JPG');
    const filming = setInterval(() => ada.frame(3, Buffer.from([0xff, 0xd8, 0xff, 1])), 50);
    try {
      const frame = await page.next(isMedia(MessageType.MEDIA_DATA_VIDEO));
      expect(frame['content']).toMatchObject({ user_id: userId, data: '/9j/AQ==' });
    } finally {
      clearInterval(filming);
    }
    ada.frame(9, 'hello');
    expect(await page.next(isMedia(MessageType.MEDIA_DATA_CHAT))).toMatchObject({
      content: { user_name: 'Ada', data: 'hello' },
    });
    page.socket.close();
    await ada.next(({ type, video }) => type === 'wanted' && String(video) === '');
  });
});

describe('with an app', () => {
  test('exactly its messages are copied, and it is followed when it comes and goes', async () => {
    await using server = await startMockServer(PORTS);
    const meeting = await server.startMeeting();
    using page = await watch(meeting, 'types=audio');
    expect(await page.ofType('watching')).toHaveProperty('connection', null);
    const audio = { ...ALL_MEDIA.media_params.audio, data_opt: 1, codec: 4, sample_rate: 3 };
    const app = await joinAsApp(meeting, { media_type: 1, media_params: { audio } });
    const watched = await page.ofType('watching');
    const { id } = meeting.view().connections.find(({ socket }) => socket === 'media') ?? {};
    expect(watched).toMatchObject({
      connection: id,
      mediaTypes: ['audio'],
      mediaParams: { audio: { codec: 4 } },
    });
    const first = await page.next(isMedia(MessageType.MEDIA_DATA_AUDIO));
    const same = await app.mediaSocket.next(
      ({ content }) =>
        (content as Received | undefined)?.['timestamp'] === (first['content'] as Received)['timestamp'],
    );
    expect(first).toEqual(same);
    await app[Symbol.asyncDispose]();
    expect(await page.ofType('watching')).toHaveProperty('connection', null);
    await page.next(isMedia(MessageType.MEDIA_DATA_AUDIO));
    await meeting.end();
    expect(await page.closed()).toEqual({ code: 1000, reason: 'The meeting has ended' });
  });

  test('the source can still be watched, and a named connection alone', async () => {
    await using server = await startMockServer(PORTS);
    const meeting = await server.startMeeting();
    const app = await joinAsApp(meeting);
    const { id = '' } = meeting.view().connections.find(({ socket }) => socket === 'media') ?? {};
    using source = await watch(meeting, 'connection=source&types=audio');
    expect(await source.ofType('watching')).toHaveProperty('connection', null);
    using named = await watch(meeting, `connection=${id}`);
    expect(await named.ofType('watching')).toHaveProperty('connection', id);
    await named.next(isMedia(MessageType.MEDIA_DATA_AUDIO));
    await app[Symbol.asyncDispose]();
    expect(await named.closed()).toEqual({ code: 1000, reason: 'The connection has closed' });
    using none = await watch(meeting, 'connection=m99');
    expect(await none.closed()).toEqual({ code: 1000, reason: 'There is no such connection' });
  });
});

test('mistakes are told', async () => {
  await using server = await startMockServer(PORTS);
  const meeting = await server.startMeeting();
  using wrong = await watch(meeting, 'types=audio,smell');
  expect(await wrong.ofType('refused')).toMatchObject({
    code: 'invalid-query',
    message: expect.stringMatching(/query parameter types.*must be/) as string,
  });
  using none = await QueuedSocket.open(`${server.signalingUrl}/api/meetings/none/watch`);
  expect(await none.ofType('refused')).toMatchObject({ code: 'unknown-stream' });
  using foreign = new QueuedSocket(`${server.signalingUrl}/api/meetings/${meeting.streamId}/watch`, {
    origin: 'http://foreign.test',
  });
  await foreign.closed();
});

test('a watcher that does not read loses frames, then goes on with a keyframe', () => {
  const [ours, theirs] = memorySocketPair();
  const slow = { bytes: 0 };
  const socket = new Proxy(theirs, {
    get: (target, name) => {
      if (name === 'bufferedBytes') return slow.bytes;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  const started: Watcher[] = [];
  const meeting = {
    watch: (_options: object, watcher: Watcher) => {
      started.push(watcher);
      return () => {};
    },
  } as unknown as MockMeeting;
  serveWatchSocket(socket, { streamId: 'one', query: new URLSearchParams(), headers: {} }, () => meeting);
  const [watcher] = started;
  watcher?.watching({ connections: ['m1'], mediaTypes: ['video'], mediaParams: {} });
  watcher?.message('"not decodable"', 'video', false);
  watcher?.message('"key 1"', 'video', true);
  slow.bytes = 3 * 1024 * 1024;
  watcher?.message('"lost"', 'video', false);
  watcher?.message('"lost"', 'audio', true);
  slow.bytes = 0;
  watcher?.message('"not decodable"', 'video', false);
  watcher?.message('"key 2"', 'video', true);
  watcher?.message('"next"', 'video', false);
  expect(ours.received.slice(1).map((text) => JSON.parse(text) as unknown)).toEqual([
    'key 1',
    { type: 'lost', frames: 3 },
    'key 2',
    'next',
  ]);
});
