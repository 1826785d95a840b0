import { describe, expect, test } from 'vitest';
import { startMockServer } from '../../src/index.js';
import { ENDED_STREAM_LIMITS, EndedStreams } from '../../src/server/ended-streams.js';

function setUp() {
  const time = { seconds: 0 };
  const forgotten: string[] = [];
  const ended = new EndedStreams({ nowSeconds: () => time.seconds, forget: (id) => forgotten.push(id) });
  return { ended, time, forgotten };
}

describe('ended streams', () => {
  test('are kept up to a number, the newest ones', () => {
    const { ended, forgotten } = setUp();
    for (let index = 0; index < 103; index += 1) ended.add(`s${index}`);
    expect(forgotten).toEqual(['s0', 's1', 's2']);
    expect(ended.hasForgotten('s1')).toBe(true);
    expect(ended.hasForgotten('s3')).toBe(false);
  });

  test('are kept for an hour', () => {
    const { ended, time, forgotten } = setUp();
    ended.add('old');
    time.seconds = 3000;
    ended.add('newer');
    time.seconds = 3600;
    ended.expire();
    expect(forgotten).toEqual(['old']);
  });

  test('are no longer ended when they are started again', () => {
    const { ended, time, forgotten } = setUp();
    ended.add('again');
    ended.remove('again');
    time.seconds = 10_000;
    ended.expire();
    expect(forgotten).toEqual([]);
  });

  test('leave a bounded number of ids', () => {
    const { ended } = setUp();
    const total = ENDED_STREAM_LIMITS.forgottenIds + 200;
    for (let index = 0; index < total; index += 1) ended.add(`s${index}`);
    expect(ended.hasForgotten('s0')).toBe(false);
    expect(ended.hasForgotten('s99')).toBe(false);
    expect(ended.hasForgotten('s100')).toBe(true);
  });
});

test('a server forgets meetings that ended long ago, and says so', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, endNoticeMs: 0 });
  const running = await server.startMeeting();
  const first = await server.startMeeting();
  await first.end();
  for (let index = 0; index < 100; index += 1) await (await server.startMeeting()).end();

  expect(server.meetings()).toHaveLength(101);
  expect(server.meeting(running.streamId)?.state).toBe('created');
  expect(server.meeting(first.streamId)).toBeUndefined();
  const answer = await fetch(`${server.controlUrl}/api/meetings/${first.streamId}`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ error: { code: 'meeting-forgotten' } });
  const wrong = await fetch(`${server.controlUrl}/api/meetings/nothing`);
  expect(await wrong.json()).toMatchObject({ error: { code: 'unknown-stream' } });
});

test('a stopped stream that is started again is not forgotten', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, endNoticeMs: 0 });
  const meeting = await server.startMeeting();
  await meeting.stop();
  await meeting.start();
  for (let index = 0; index < 101; index += 1) await (await server.startMeeting()).end();
  expect(server.meeting(meeting.streamId)).toBe(meeting);
});
