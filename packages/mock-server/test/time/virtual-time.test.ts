import { describe, expect, test } from 'vitest';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { startMockServer, type MockServer, type MockServerOptions } from '../../src/index.js';
import { joinAsApp } from '../support/app-sockets.js';

const PORTS = { port: 0, mediaPort: 0 } as const;

function start(options: MockServerOptions = {}): Promise<MockServer> {
  return startMockServer({ ...PORTS, time: 'virtual', ...options });
}

const AUDIO = {
  media_type: 1,
  media_params: {
    audio: { content_type: 2, sample_rate: 1, channel: 1, codec: 1, data_opt: 1, send_rate: 20 },
  },
};

test('a minute of a meeting is read by the app before advance returns', async () => {
  await using server = await start();
  const meeting = await server.startMeeting();
  await using app = await joinAsApp(meeting, AUDIO);
  let read = 0;
  app.mediaSocket.socket.on('message', () => {
    read += 1;
  });
  await meeting.waitFor('active');
  const startMs = server.clock.now();
  const { nowMs, lagging } = await server.advance('60s');
  expect(nowMs - startMs).toBe(60_000);
  expect(lagging).toEqual([]);
  const { media } = meeting.view();
  expect(media['audio']?.frames).toBeGreaterThan(2000);
  // The other messages are keep-alives, while nobody speaks.
  expect(read).toBeGreaterThanOrEqual(media['audio']?.frames ?? Infinity);
  expect(media['audio']).toMatchObject({ dropped: 0, skipped: 0 });
});

test('keep-alives have virtual times, and are answered when they are due', async () => {
  await using server = await start({ keepAliveMs: 5000 });
  const meeting = await server.startMeeting();
  await using _app = await joinAsApp(meeting, AUDIO);
  await meeting.waitFor('active');
  await server.advance('1m');
  const answers = server.journal.find({ socket: 'signaling', type: 'KEEP_ALIVE_RESP' });
  expect(answers.map(({ atMs }) => atMs)).toEqual(
    Array.from({ length: 12 }, (_, index) => (index + 1) * 5000),
  );
});

test('waitFor advances to its condition, or to its timeout, and no further', async () => {
  await using server = await start();
  const meeting = await server.startMeeting({
    scenario: { name: 'paused', timeline: [{ at: '30s', do: 'pause' }] },
  });
  await using _app = await joinAsApp(meeting, AUDIO);
  expect(await meeting.waitFor('paused', { timeoutMs: 60_000 })).toMatchObject({ atMs: 30_000 });
  expect(server.clock.now()).toBe(30_000);
  await expect(meeting.waitFor('terminated', { timeoutMs: 10_000 })).rejects.toThrow('Waited 10000 ms');
  expect(server.clock.now()).toBe(40_000);
});

test('an app that is connecting is waited for, however much virtual time its limits have', async () => {
  await using server = await start();
  const meeting = await server.startMeeting();
  const active = meeting.waitFor('active', { timeoutMs: 1 });
  await using _app = await joinAsApp(meeting);
  await active;
  expect(server.clock.now()).toBe(0);
});

test('with speed max, time advances by itself while an app reads', async () => {
  await using server = await start({ time: 'real', speed: 'max' });
  const meeting = await server.startMeeting({
    scenario: { name: 'short', timeline: [{ at: '1m', do: 'stop' }] },
  });
  expect(server.clock.now()).toBe(0);
  await using _app = await joinAsApp(meeting, AUDIO);
  const ended = await meeting.waitFor('terminated', { timeoutMs: 90_000 });
  expect(ended).toMatchObject({ atMs: 60_000 });
  expect(meeting.view().media['audio']?.frames).toBeGreaterThan(2000);
});

test('ids and times are repeatable with a seed', async () => {
  await using one = await start({ seed: 5 });
  await using other = await start({ seed: 5 });
  await Promise.all([one.startMeeting(), other.startMeeting()]);
  expect(one.meetings()[0]?.streamId).toBe(other.meetings()[0]?.streamId);
  expect(one.clock.unixMs()).toBe(Date.parse('2026-01-01T00:00:00Z'));
});

describe('what cannot be', () => {
  test('advance of a server in real time, or at speed max', async () => {
    await using real = await startMockServer(PORTS);
    await expect(real.advance('1s')).rejects.toThrow(
      "The time of this server is real; start it with --time virtual (time: 'virtual' in programs) to advance it.",
    );
    await using free = await startMockServer({ ...PORTS, speed: 'max' });
    await expect(free.advance('1s')).rejects.toThrow('advances by itself, because its speed is max');
  });

  test.each([
    ['-1s', 'found "-1s"'],
    [0, 'found 0'],
    ['25h', 'found "25h"'],
    ['soon', 'found "soon"'],
    [undefined, 'it is missing'],
  ])('advance by %o', async (by, found) => {
    await using server = await start();
    await expect(server.advance(by as string)).rejects.toThrow(
      `by must be a duration above 0, at most 24h, such as 500ms, 60s or 5m; ${found}.`,
    );
  });

  test.each([
    [{ time: 'virtual', speed: 10 }, /^speed cannot be 10 in virtual time.*with max it advances by itself/],
    [{ time: 'virtual', clock: new ManualClock() }, /^clock cannot be combined with virtual time/],
    [{ speed: 'fast' }, /speed must be a number above 0, at most 1000.*or max/],
    [{ time: 'unreal' }, /time must be real or virtual/],
  ])('the options %o', async (options, message) => {
    await expect(startMockServer({ ...PORTS, ...(options as MockServerOptions) })).rejects.toThrow(message);
  });
});

test('the HTTP API advances the time and says what it is', async () => {
  await using server = await start({ seed: 1 });
  const url = (path: string): string => new URL(path, server.controlUrl).href;
  const post = (body: object): Promise<Response> =>
    fetch(url('/api/time/advance'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const answer = await post({ by: '60s' });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ nowMs: 60_000, unixMs: 1_767_225_660_000, lagging: [] });
  const now = await fetch(url('/api/time'));
  expect(await now.json()).toEqual({ time: 'virtual', speed: 1, nowMs: 60_000, unixMs: 1_767_225_660_000 });
  const wrong = await post({ by: '60' });
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({ error: { code: 'invalid-field' } });
  await using real = await startMockServer(PORTS);
  const refused = await fetch(new URL('/api/time/advance', real.controlUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"by":"1s"}',
  });
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ error: { code: 'not-virtual' } });
});
