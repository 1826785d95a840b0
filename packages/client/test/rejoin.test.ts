import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import rtms from '@rtms-mock/client';
import { readJoinTarget } from '../src/sdk/read-join-target.js';
import { rejoinAction } from '../src/sdk/rejoin.js';
import { CREDENTIALS, FakeServer, nextCall } from './support/fake-server.js';
import { joined as joinedWith, URLS } from './support/stream-harness.js';

const signalingAnswer = { msg_type: 2, status_code: 0, media_server: { server_urls: URLS } };
const mediaAnswer = { msg_type: 4, status_code: 0 };
const audio = { msg_type: 14, content: { data: 'AAAA', timestamp: 1 } };
const interrupted = { msg_type: 6, event: { event_type: 7, timestamp: 1 } };
const interruptedVideo = { msg_type: 6, event: { event_type: 7, timestamp: 1, media_type: 2 } };

describe('a repair', () => {
  test.each([true, false])('of a stream without a loss changes nothing (reconnect %s)', (reconnect) => {
    const { connection, urls, socket, notified, clock } = joinedWith(1, reconnect);
    const pending = clock.pending;
    for (let i = 0; i < 3; i++) connection.repair();
    clock.advance(10_000);
    expect([urls.length, socket(0).types(), notified, clock.pending]).toEqual([2, [1, 5, 7], [], pending]);
  });

  test('of a lost media socket opens it now, and only it', () => {
    const { connection, urls, socket, notified, clock } = joinedWith(1, true);
    socket(1).end.terminate();
    connection.repair();
    expect(urls.slice(2)).toEqual(['ws://media/all']);
    connection.repair(); // an attempt is under way
    expect(urls).toHaveLength(3);
    socket(2).send(mediaAnswer);
    socket(2).send(audio);
    expect(notified.slice(-2)).toEqual([
      ['reconnected', 'media', 0],
      ['media', 'AAAA'],
    ]);
    clock.advance(20_000);
    expect(urls).toHaveLength(3);
  });

  test('of a lost media socket works with reconnect off, one attempt for each call', () => {
    const { connection, urls, socket, notified, network } = joinedWith(1, false);
    socket(1).end.terminate();
    expect(notified).toEqual([['interrupted', 'media']]);
    network.mode = 'fails';
    connection.repair();
    connection.repair();
    expect(urls).toHaveLength(4);
    network.mode = 'opens';
    connection.repair();
    socket(2).send(mediaAnswer);
    expect(notified.at(-1)).toEqual(['reconnected', 'media', 0]);
    expect(socket(0).types()).toEqual([1, 5, 7, 7]);
  });

  test('inside the notification of a loss opens the socket at once, without an announced delay', () => {
    const { connection, urls, socket, notified, clock, onNotified } = joinedWith(1, true);
    onNotified.interrupted = () => connection.repair();
    socket(1).end.terminate();
    expect(urls).toHaveLength(3);
    socket(2).send(mediaAnswer);
    clock.advance(20_000);
    expect(notified).toEqual([
      ['interrupted', 'media'],
      ['reconnected', 'media', 0],
    ]);
    expect(urls).toHaveLength(3);
  });

  test('inside the notification of lost signaling leaves one attempt', () => {
    const { connection, urls, socket, notified, clock, onNotified } = joinedWith(1, true);
    onNotified.interrupted = () => connection.repair();
    socket(0).end.terminate();
    clock.advance(1000);
    socket(2).send(signalingAnswer);
    socket(3).send(mediaAnswer);
    expect(notified.at(-1)).toEqual(['reconnected', 'signaling', 1000]);
    expect(urls).toHaveLength(4);
  });

  test('of lost signaling connects now, then opens all media', () => {
    const { connection, urls, socket, notified } = joinedWith(1, true);
    socket(0).end.terminate();
    connection.repair();
    connection.repair();
    expect(urls.slice(2)).toEqual(['ws://signaling']);
    socket(2).send(signalingAnswer);
    socket(3).send(mediaAnswer);
    expect(notified.at(-1)).toEqual(['reconnected', 'signaling', 0]);
  });

  test.each([interrupted, { ...interrupted, event: { ...interrupted.event, media_type: 1 } }])(
    'after event 7, before the close of the socket arrives, opens it as soon as it does: %j',
    (event) => {
      const { connection, urls, socket, notified, clock } = joinedWith(1, false);
      socket(0).send(event);
      connection.repair();
      expect(urls).toHaveLength(2);
      socket(1).end.terminate();
      expect(urls).toHaveLength(3);
      socket(2).send(mediaAnswer);
      expect(notified.slice(1)).toEqual([
        ['interrupted', 'media'],
        ['reconnected', 'media', 0],
      ]);
      expect(clock.pending).toBe(0);
    },
  );

  test('after event 7 replaces a socket that receives nothing for a second, and keeps one that does', () => {
    for (const reconnect of [true, false]) {
      const silent = joinedWith(1, reconnect);
      silent.socket(0).send(interrupted);
      silent.connection.repair();
      silent.clock.advance(1000);
      expect(silent.socket(1).end.closed?.code).toBe(1000);
      silent.clock.advance(1000);
      expect(silent.urls).toHaveLength(3);
      const healthy = joinedWith(1, reconnect);
      healthy.socket(0).send(interrupted);
      healthy.connection.repair();
      healthy.socket(1).send(audio);
      healthy.clock.advance(5000);
      healthy.connection.repair();
      healthy.clock.advance(5000);
      expect([healthy.urls.length, healthy.socket(1).end.closed]).toEqual([2, undefined]);
    }
  });

  test('ignores event 7 about a type that it does not have', () => {
    const { connection, urls, socket, clock } = joinedWith(1, true);
    socket(0).send(interruptedVideo);
    connection.repair();
    clock.advance(5000);
    expect(urls).toHaveLength(2);
  });

  test('after the end of the stream does nothing', () => {
    const { connection, urls, socket, clock } = joinedWith(1, true);
    socket(0).send({ msg_type: 8, rtms_stream_id: 's', state: 4, reason: 6, timestamp: 1 });
    connection.repair();
    clock.advance(10_000);
    connection.repair();
    expect([urls.length, clock.pending]).toEqual([2, 0]);
  });
});

describe('join on a client that has joined', () => {
  const target = (fields: object = {}) =>
    readJoinTarget({
      meeting_uuid: 'm',
      rtms_stream_id: 's',
      signature: 'x',
      server_urls: 'ws://a',
      ...fields,
    });

  test.each([
    ['the same stream', {}, false, 'repair'],
    ['the same stream, interrupted', {}, true, 'repair'],
    ['the same stream at another server', { server_urls: 'ws://b' }, false, 'replace'],
    ['the same stream with another signature, interrupted', { signature: 'y' }, true, 'replace'],
    ['the same stream with another signature', { signature: 'y' }, false, 'repair'],
    ['another stream', { rtms_stream_id: 't' }, false, 'refuse'],
    ['another meeting', { meeting_uuid: 'n' }, false, 'refuse'],
    ['another stream, interrupted', { rtms_stream_id: 't' }, true, 'replace'],
  ] as const)('%s', (_, fields, isInterrupted, action) => {
    expect(rejoinAction({ target: target(), isInterrupted }, target(fields))).toBe(action);
  });

  test('with the same ids needs neither URLs nor credentials; with others it does', () => {
    const ids = { meeting_uuid: 'm', rtms_stream_id: 's' };
    expect(readJoinTarget(ids, target())).toMatchObject({ urls: ['ws://a'], signature: 'x' });
    expect(() => readJoinTarget({ ...ids, rtms_stream_id: 't' }, target())).toThrow(/server_urls/);
    expect(() => readJoinTarget({ ...ids, server_urls: 'http://x' }, target())).toThrow(/must begin with ws/);
  });
});

describe('join with the ids already joined', () => {
  beforeEach(() => {
    vi.stubEnv('ZM_RTMS_CLIENT', CREDENTIALS.clientId);
    vi.stubEnv('ZM_RTMS_SECRET', CREDENTIALS.clientSecret);
    rtms.configureLogger({ enabled: false });
  });

  const clients: InstanceType<typeof rtms.Client>[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) client.leave();
    rtms.Client.uninitialize();
  });

  function clientOf(server: FakeServer, reconnect = true) {
    const client = new rtms.Client({ reconnect });
    clients.push(client);
    client.onAudioData(() => {});
    const calls: unknown[] = [];
    client.onLeave((reason) => calls.push(['left', reason]));
    const confirmed = nextCall<[number]>((callback) =>
      client.onJoinConfirm((status) => {
        calls.push(['confirmed', status]);
        callback(status);
      }),
    );
    client.join(server.payload());
    return { client, calls, confirmed };
  }

  test('returns true at any time, in callbacks too, and confirms the join once', async () => {
    await using server = await FakeServer.start();
    const { client, calls, confirmed } = clientOf(server);
    const results: unknown[] = [client.join(server.payload())];
    client.events.on('joined', () => results.push(client.join(server.payload())));
    await confirmed;
    results.push(client.join(server.payload()));
    expect(results).toEqual([true, true, true]);
    server.sendSignaling({ msg_type: 6, event: { event_type: 2, timestamp: 1, user_id: 1, user_name: '' } });
    await nextCall((callback) => client.onEventEx(callback));
    expect([calls, server.mediaPaths.length]).toEqual([[['confirmed', 0]], 1]);
  });

  test.each([true, false])(
    'inside onMediaConnectionInterrupted brings media back (reconnect %s)',
    async (reconnect) => {
      await using server = await FakeServer.start();
      const { client, calls, confirmed } = clientOf(server, reconnect);
      await confirmed;
      const results: unknown[] = [];
      client.onMediaConnectionInterrupted(() => results.push(client.join(server.payload())));
      await server.media.next(3);
      server.sendSignaling(interrupted);
      server.cutMedia();
      await server.media.next(3);
      const received = nextCall<unknown[]>((callback) => client.onAudioData((...args) => callback(...args)));
      await expect.poll(() => server.signaling.types().filter((type) => type === 7)).toHaveLength(2);
      server.sendMedia(audio, 1);
      await received;
      expect([results, calls]).toEqual([[true], [['confirmed', 0]]]);
    },
  );

  test('after rtms_interrupted, without URLs, connects a lost signaling socket at once', async () => {
    await using server = await FakeServer.start();
    const { client, calls, confirmed } = clientOf(server);
    await confirmed;
    const { meeting_uuid, rtms_stream_id } = server.payload();
    const reconnecting = nextCall<unknown[]>((callback) => client.events.on('reconnecting', callback));
    const reconnected = nextCall<[{ afterMs: number }]>((callback) =>
      client.events.on('reconnected', callback),
    );
    server.cutSignaling();
    await reconnecting;
    const rejoin = client.join.bind(client) as (payload: object) => boolean;
    expect(rejoin({ meeting_uuid, rtms_stream_id })).toBe(true);
    await reconnected;
    expect(calls).toEqual([['confirmed', 0]]);
  });

  test('joins anew after the stream has ended, also before onLeave was called', async () => {
    await using server = await FakeServer.start();
    const { client, calls, confirmed } = clientOf(server);
    await confirmed;
    const stopped = nextCall<unknown[]>((callback) => client.onSessionUpdate((op) => callback(op)));
    server.end(6);
    await stopped;
    await server.allClosed();
    const again = nextCall<unknown[]>((callback) => client.events.on('joined', callback));
    expect(client.join(server.payload())).toBe(true);
    await again;
    expect(calls).toEqual([
      ['confirmed', 0],
      ['left', 6],
      ['confirmed', 0],
    ]);
  });
});

describe('leave', () => {
  test('after the end of a stream, or a refused join, returns true once, and onLeave is not called again', async () => {
    rtms.configureLogger({ enabled: false });
    await using server = await FakeServer.start({
      mediaAnswer: { msg_type: 4, status_code: 24, reason: 'no audio' },
    });
    const client = new rtms.Client();
    client.onAudioData(() => {});
    const left = vi.fn();
    client.onLeave(left);
    const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));
    client.join({
      ...server.payload(),
      client: CREDENTIALS.clientId,
      secret: CREDENTIALS.clientSecret,
    });
    expect(await confirmed).toEqual([24]);
    expect([client.leave(), client.leave()]).toEqual([true, false]);
    await delay(0);
    expect(left).not.toHaveBeenCalled();
  });

  test('inside onLeave returns true', async () => {
    rtms.configureLogger({ enabled: false });
    await using server = await FakeServer.start();
    const client = new rtms.Client();
    client.onAudioData(() => {});
    const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));
    client.join({
      ...server.payload(),
      client: CREDENTIALS.clientId,
      secret: CREDENTIALS.clientSecret,
    });
    await confirmed;
    const left = nextCall<unknown[]>((callback) =>
      client.onLeave((reason) => callback(reason, client.leave())),
    );
    server.end(6);
    expect(await left).toEqual([6, true]);
    expect(client.leave()).toBe(false);
  });
});
