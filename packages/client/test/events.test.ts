import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import rtms, { type MediaFrame, type TranscriptLine } from '@rtms-mock/client';
import { CREDENTIALS, FakeServer } from './support/fake-server.js';

beforeEach(() => {
  vi.stubEnv('ZM_RTMS_CLIENT', CREDENTIALS.clientId);
  vi.stubEnv('ZM_RTMS_SECRET', CREDENTIALS.clientSecret);
  rtms.configureLogger({ enabled: false });
});

const clients: InstanceType<typeof rtms.Client>[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.leave();
});

function newClient(): InstanceType<typeof rtms.Client> {
  const client = new rtms.Client();
  clients.push(client);
  return client;
}

const head = { user_id: 16778240, user_name: 'Ana Ruiz' };
const audio = (timestamp: number) => ({ msg_type: 14, content: { ...head, data: 'AAECAw==', timestamp } });

describe('events', () => {
  test('request what is listened to, and deliver it', async () => {
    await using server = await FakeServer.start();
    const client = newClient();
    const joined = once(client.events, 'joined');
    const received = once(client.events, 'audio');
    const speaker = once(client.events, 'active-speaker');
    client.join(server.payload());
    await joined;
    expect(await server.signaling.next(5)).toMatchObject({ events: [{ event_type: 2, subscribe: true }] });
    expect(await server.media.next(3)).toMatchObject({ media_type: 1 });
    server.sendMedia(audio(1767225601000));
    server.sendSignaling({ msg_type: 6, event: { event_type: 2, timestamp: 5, ...head } });
    expect(await received).toMatchObject([
      { data: Buffer.from([0, 1, 2, 3]), timestamp: 1767225601000, userId: 16778240, userName: 'Ana Ruiz' },
    ]);
    expect(await speaker).toEqual([5, 16778240, 'Ana Ruiz']);
    const left = once(client.events, 'left');
    client.leave();
    expect(await left).toEqual([0]);
  });

  test('have chat messages, for which there is no callback', async () => {
    await using server = await FakeServer.start();
    const client = newClient();
    const received = once(client.events, 'chat');
    client.join(server.payload());
    expect(await server.media.next(3)).toMatchObject({ media_type: 16 });
    server.sendMedia({ msg_type: 18, content: { ...head, data: 'See <b>you</b> later', timestamp: 7 } });
    expect(await received).toEqual([
      { text: 'See <b>you</b> later', timestamp: 7, userId: 16778240, userName: 'Ana Ruiz' },
    ]);
  });

  test('are emitted in addition to the callbacks', async () => {
    await using server = await FakeServer.start();
    const client = newClient();
    const called: number[] = [];
    client.onAudioData((_buffer, _size, timestamp, _metadata) => called.push(timestamp));
    const frames: MediaFrame[] = [];
    client.events.on('audio', (frame) => frames.push(frame));
    const second = once(client.events, 'audio');
    client.join(server.payload());
    await server.signaling.next(7);
    server.sendMedia(audio(1));
    await second;
    expect([called, frames.map(({ timestamp }) => timestamp)]).toEqual([[1], [1]]);
  });

  test('about a failed join have the status', async () => {
    await using server = await FakeServer.start();
    vi.stubEnv('ZM_RTMS_SECRET', 'wrong');
    const client = newClient();
    const failed = once(client.events, 'join-failed');
    client.join(server.payload());
    expect(await failed).toEqual([15]);
  });

  test('continue after listeners that throw and that reject', async () => {
    await using server = await FakeServer.start();
    const client = newClient();
    let calls = 0;
    const third = new Promise<void>((resolve) => {
      client.events.on('audio', () => {
        calls += 1;
        if (calls === 1) throw new Error('thrown on purpose');
        if (calls === 2) return Promise.reject(new Error('rejected on purpose')) as never;
        return resolve();
      });
    });
    client.join(server.payload());
    await server.signaling.next(7);
    for (const timestamp of [1, 2, 3]) server.sendMedia(audio(timestamp));
    await third;
    expect(calls).toBe(3);
  });

  test('are not emitted to a removed listener', async () => {
    await using server = await FakeServer.start();
    const client = newClient();
    const listener = vi.fn();
    client.events.on('audio', listener);
    client.events.off('audio', listener);
    const lines = once(client.events, 'transcript');
    client.join(server.payload());
    await server.signaling.next(7);
    server.sendMedia(audio(1));
    server.sendMedia({ msg_type: 17, content: { ...head, data: 'Hello', timestamp: 2 } });
    expect((await lines)[0]).toMatchObject({ text: 'Hello', userName: 'Ana Ruiz', timestamp: 2 });
    expect(listener).not.toHaveBeenCalled();
  });

  test('have types', () => {
    const client = newClient();
    client.events.on('transcript', (line) => expectTypeOf(line).toEqualTypeOf<TranscriptLine>());
    client.events.on('left', (reason) => expectTypeOf(reason).toBeNumber());
    expect(client.events).toBe(client.events);
  });
});

describe('for await', () => {
  test('returns audio and transcripts until the stream ends', async () => {
    await using server = await FakeServer.start();
    const client = newClient();
    const lines = client.transcripts();
    const frames = client.audio();
    client.join(server.payload());
    await server.media.next(3);
    await server.media.next(3);
    await server.signaling.next(7);
    server.sendMedia(audio(1));
    const times = { start_time: 2, end_time: 9, timestamp: 2 };
    server.sendMedia({ msg_type: 17, content: { ...head, ...times, data: 'Grüß dich' } });
    server.end(6);
    const read: unknown[] = [];
    for await (const { data, timestamp } of frames) read.push([data.length, timestamp]);
    for await (const line of lines) read.push(line);
    expect(read).toEqual([
      [4, 1],
      { text: 'Grüß dich', timestamp: 2, startTs: 2, endTs: 9, userId: 16778240, userName: 'Ana Ruiz' },
    ]);
  });

  test.each(['video', 'deskshare'] as const)('requests %s', async (name) => {
    await using server = await FakeServer.start();
    const client = newClient();
    await using frames = client[name]();
    client.join(server.payload());
    expect(await server.media.next(3)).toMatchObject({ media_type: name === 'video' ? 2 : 4 });
    await server.signaling.next(7);
    server.sendMedia({ ...audio(3), msg_type: name === 'video' ? 15 : 16 });
    expect((await frames.next()).value).toMatchObject({ timestamp: 3 });
  });

  test('throws if joining fails', async () => {
    await using server = await FakeServer.start();
    vi.stubEnv('ZM_RTMS_SECRET', 'wrong');
    const client = newClient();
    const frames = client.audio();
    client.join(server.payload());
    await expect(frames.next()).rejects.toMatchObject({ name: 'RtmsError', code: 'join-failed' });
  });
});
