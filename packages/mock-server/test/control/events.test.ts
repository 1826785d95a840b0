import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ManualClock, memorySocketPair } from '@rtms-mock/protocol/testing';
import { EventFeed, readTopics } from '../../src/control/events.js';
import { startMockServer } from '../../src/index.js';
import { LogTail } from '../../src/log-tail.js';
import { RecordedLogger } from '../webhooks/recorded-logger.js';
import { QueuedSocket, type Received } from '../support/queued-socket.js';
import { joinAsApp } from '../support/app-sockets.js';
import { fakeServer } from './fake-server.js';

const PORTS = { port: 0, mediaPort: 0 };

const isMeeting =
  (matches: (meeting: Received) => boolean) =>
  ({ type, meeting }: Received): boolean =>
    type === 'meeting' && matches(meeting as Received);

test('the page gets all meetings first, then what changes', async () => {
  await using server = await startMockServer(PORTS);
  const before = await server.startMeeting();
  using page = await QueuedSocket.open(`${server.signalingUrl}/api/events`, { origin: server.controlUrl });
  const all = await page.ofType('meetings');
  expect(all['meetings']).toMatchObject([{ streamId: before.streamId, state: 'created', webhook: null }]);

  const meeting = await server.startMeeting();
  await page.next(isMeeting(({ streamId, state }) => streamId === meeting.streamId && state === 'created'));
  await using app = await joinAsApp(meeting);
  await app.media();
  const active = await page.next(isMeeting(({ state }) => state === 'active'));
  expect(active['meeting']).toMatchObject({
    streamId: meeting.streamId,
    people: [{ isPresent: true, isMuted: false, hasAudio: true, hasCamera: true, isCameraOn: true }, {}],
    activeSpeaker: expect.any(Number) as number,
    connections: [
      { socket: 'signaling', mediaParams: null, media: {} },
      { socket: 'media', state: 'streaming', mediaParams: { audio: { codec: 1 } } },
    ],
  });
  await meeting.inject({ do: 'leave', participant: 2 });
  const left = await page.next(
    isMeeting(({ people }) => (people as Received[]).some(({ isPresent }) => isPresent === false)),
  );
  expect(left['meeting']).toMatchObject({ people: [{ isPresent: true }, { isPresent: false }] });
});

test('statistics of every connection come once per second', async () => {
  await using server = await startMockServer(PORTS);
  const meeting = await server.startMeeting();
  await using app = await joinAsApp(meeting);
  await app.media();
  using page = await QueuedSocket.open(`${server.signalingUrl}/api/events?topics=statistics`);
  const { streams } = await page.ofType('statistics');
  const [stream] = streams as { streamId: string; connections: Received[] }[];
  expect(stream?.streamId).toBe(meeting.streamId);
  expect(stream?.connections).toMatchObject([
    { socket: 'signaling', bufferedBytes: 0, media: {} },
    {
      socket: 'media',
      media: { audio: { frames: expect.any(Number) as number, dropped: 0 } },
    },
  ]);
  expect(await page.next(() => true)).toHaveProperty('type', 'statistics');
});

test('log lines come apart from journal entries, the latest first', async () => {
  const logger = new RecordedLogger();
  await using server = await startMockServer({ ...PORTS, logger, publicUrl: 'ws://rtms.example.test' });
  using page = await QueuedSocket.open(`ws://127.0.0.1:${server.port}/api/events?topics=log`);
  expect(await page.ofType('log')).toMatchObject({
    seq: 1,
    level: 'warn',
    message: expect.stringContaining('--api-token') as string,
  });
  // A refused page is a log line and no journal entry.
  const foreign = new QueuedSocket(`ws://127.0.0.1:${server.port}/`, { origin: 'http://foreign.test' });
  await foreign.closed();
  expect(await page.ofType('log')).toMatchObject({
    level: 'warn',
    message: expect.stringContaining('--allow-origin http://foreign.test') as string,
  });
});

test.each([
  ['a page of another site', { origin: 'http://foreign.test' }, '403'],
  ['a program without the token', {}, '401'],
])('events are not for %s', async (_who, options, status) => {
  await using server = await startMockServer({ ...PORTS, apiToken: 'secret' });
  const refused = new QueuedSocket(`${server.signalingUrl}/api/events`, options);
  const [, response] = (await once(refused.socket, 'unexpected-response')) as [
    unknown,
    { statusCode: number },
  ];
  expect(String(response.statusCode)).toBe(status);
  refused.socket.terminate();
  using own = await QueuedSocket.open(`${server.signalingUrl}/api/events?token=secret`);
  expect(await own.ofType('meetings')).toMatchObject({ meetings: [] });
});

test('a page of --allow-origin may follow journal and events', async () => {
  const origin = 'https://dashboard.example.test';
  await using server = await startMockServer({ ...PORTS, allowOrigins: [origin] });
  using events = await QueuedSocket.open(`${server.signalingUrl}/api/events`, { origin });
  using logs = await QueuedSocket.open(`${server.signalingUrl}/logs`, { origin });
  await server.startMeeting();
  expect(await events.ofType('meeting')).toHaveProperty('meeting.state', 'created');
  expect(await logs.ofType('created')).toHaveProperty('kind', 'state');
});

test('a follower that does not read gets all meetings once it reads again', async () => {
  await using server = await fakeServer();
  const clock = new ManualClock();
  const feed = new EventFeed({ server: server.context.server, log: new LogTail(clock), clock });
  const [ours, theirs] = memorySocketPair();
  const slow = { isSlow: true };
  const socket = Object.create(theirs, {
    bufferedBytes: { get: () => (slow.isSlow ? 2 ** 30 : 0) },
    send: { value: (text: string) => theirs.send(text) },
    onClose: { value: (callback: () => void) => theirs.onClose(callback) },
  }) as typeof theirs;
  feed.follow(socket, readTopics(new URLSearchParams('topics=meetings')));
  server.add('one');
  clock.advance(1000);
  expect(ours.received).toEqual([]);
  slow.isSlow = false;
  clock.advance(1000);
  expect(ours.received.map((text) => JSON.parse(text) as Received)).toMatchObject([
    { type: 'meetings', meetings: [{ streamId: 'one' }] },
  ]);
});

test('nothing is compared and no timer runs without followers', async () => {
  await using server = await fakeServer();
  const clock = new ManualClock();
  const feed = new EventFeed({ server: server.context.server, log: new LogTail(clock), clock });
  const [ours, theirs] = memorySocketPair();
  expect(clock.pending).toBe(0);
  feed.follow(theirs, readTopics(new URLSearchParams()));
  expect(clock.pending).toBeGreaterThan(0);
  ours.close();
  expect(clock.pending).toBe(0);
});
