import { describe, expect, test } from 'vitest';
import { joined as joinedWith, setUp, URLS } from './support/stream-harness.js';

const joined = (mask = 1) => joinedWith(mask, true);
const signalingAnswer = { msg_type: 2, status_code: 0, media_server: { server_urls: URLS } };
const mediaAnswer = { msg_type: 4, status_code: 0 };
const duplicate = { msg_type: 2, status_code: 8, reason: 'duplicate signal request' };
const keepAlive = { msg_type: 12, timestamp: 1767225610000 };

describe('a lost media socket', () => {
  test('is opened again alone: handshake, answer, ready-ack, and media continues', () => {
    const { clock, notified, urls, socket } = joined();
    socket(1).end.terminate();
    clock.advance(999);
    expect(urls).toHaveLength(2);
    clock.advance(1);
    expect([urls.slice(2), socket(2).types()]).toEqual([['ws://media/all'], [3]]);
    expect(socket(0).types()).toEqual([1, 5, 7]);
    socket(2).send(mediaAnswer);
    expect(socket(0).types()).toEqual([1, 5, 7, 7]);
    socket(2).send({ msg_type: 14, content: { data: 'AAAA', timestamp: 1 } });
    expect(notified).toEqual([
      ['interrupted', 'media'],
      ['reconnecting', 'media', 1, 1000],
      ['reconnected', 'media', 1000],
      ['media', 'AAAA'],
    ]);
  });

  test('repeats the same signature', () => {
    const { clock, socket } = joined();
    socket(1).end.terminate();
    clock.advance(1000);
    expect(socket(2).end.received[0]).toBe(socket(1).end.received[0]);
  });

  test('is retried for 65 s, then the stream counts as lost', () => {
    const { clock, notified, socket, network, urls } = joined();
    network.mode = 'fails';
    socket(1).end.terminate();
    clock.advance(30_000);
    socket(0).send(keepAlive);
    clock.advance(35_000);
    // At 1, 3, 7, 15, 25, 35, 45 and 55 s, and a last time at 65 s.
    expect(urls.slice(2)).toHaveLength(9);
    expect(notified.at(-1)).toEqual(['ended', 14]);
    expect(socket(0).end.closed?.code).toBe(1000);
    expect(clock.pending).toBe(0);
  });

  test('is retried again if its handshake is not answered for 10 s', () => {
    const { clock, notified, socket, urls } = joined();
    socket(1).end.terminate();
    clock.advance(11_000);
    expect(notified.at(-1)).toEqual(['reconnecting', 'media', 2, 2000]);
    expect(socket(2).end.closed?.code).toBe(1000);
    clock.advance(2000);
    expect(urls).toHaveLength(4);
  });

  test('is given up immediately after a permanent refusal', () => {
    const { clock, notified, socket } = joined();
    socket(1).end.terminate();
    clock.advance(1000);
    socket(2).send({ msg_type: 4, status_code: 9, reason: 'audio is not in scope' });
    expect(notified.at(-1)).toEqual(['ended', 14]);
  });

  test('is not opened again after STOPPED or TERMINATED', () => {
    const { clock, notified, socket, urls } = joined();
    socket(0).send({ msg_type: 9, rtms_session_id: 'x', state: 5, stop_reason: 6, timestamp: 1 });
    socket(1).end.close(1000);
    clock.advance(100_000);
    expect(urls).toHaveLength(2);
    const other = joined();
    other.socket(0).send({ msg_type: 8, rtms_stream_id: 's', state: 4, reason: 6, timestamp: 1 });
    other.socket(1).end.close(1000);
    other.clock.advance(100_000);
    expect(other.urls).toHaveLength(2);
    expect(other.notified).toEqual([
      ['signaled', 8],
      ['ended', 6],
    ]);
    expect(notified).toContainEqual(['signaled', 9]);
  });

  test('stays closed if the app leaves before the next attempt', () => {
    const { clock, connection, socket, urls } = joined();
    socket(1).end.terminate();
    connection.leave();
    clock.advance(100_000);
    expect(urls).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });
});

describe('a lost signaling socket', () => {
  test('is opened again, then all media, with subscriptions and the selected video', () => {
    const { clock, connection, notified, urls, socket } = joined();
    connection.subscribeVideo(77, true);
    socket(0).end.terminate();
    expect(socket(1).end.closed?.code).toBe(1000);
    clock.advance(1000);
    expect(urls.slice(2)).toEqual(['ws://signaling']);
    socket(2).send(signalingAnswer);
    expect([socket(2).types(), socket(3).types()]).toEqual([[1, 5, 28], [3]]);
    expect(notified.at(-1)).toEqual(['reconnecting', 'signaling', 1, 1000]);
    socket(2).send({ msg_type: 29, user_id: 77, status_code: 44, reason: 'already', timestamp: 1 });
    socket(3).send(mediaAnswer);
    expect(socket(2).types()).toEqual([1, 5, 28, 7]);
    expect(notified).toEqual([
      ['interrupted', 'signaling'],
      ['reconnecting', 'signaling', 1, 1000],
      ['reconnected', 'signaling', 1000],
    ]);
  });

  test('is retried for 60 s, then the stream counts as lost', () => {
    const { clock, notified, socket, network, urls } = joined();
    network.mode = 'fails';
    socket(0).end.terminate();
    clock.advance(60_000);
    // At 1, 3, 7, 15, 25, 35, 45 and 55 s: the next would come too late.
    expect(urls.slice(2)).toHaveLength(8);
    expect(notified.at(-1)).toEqual(['ended', 13]);
    expect(clock.pending).toBe(0);
  });

  test('is retried after 1.5, 3 and 6 s while the server considers the old one alive', () => {
    const { clock, notified, socket } = joined();
    socket(0).end.terminate();
    clock.advance(1000);
    socket(2).send(duplicate);
    clock.advance(1500);
    socket(3).send(duplicate);
    clock.advance(3000);
    socket(4).send(duplicate);
    clock.advance(6000);
    socket(5).send(signalingAnswer);
    socket(6).send(mediaAnswer);
    const delays = notified.filter((entry) => Array.isArray(entry) && entry[0] === 'reconnecting');
    expect(delays.map((entry) => (entry as unknown[])[3])).toEqual([1000, 1500, 3000, 6000]);
    expect(notified.at(-1)).toEqual(['reconnected', 'signaling', 11_500]);
  });

  test('ends the stream immediately if the signature is refused', () => {
    const { clock, notified, socket, urls } = joined();
    socket(0).end.terminate();
    clock.advance(1000);
    socket(2).send({ msg_type: 2, status_code: 3, reason: 'invalid signature' });
    expect(notified.at(-1)).toEqual(['ended', 13]);
    clock.advance(100_000);
    expect(urls).toHaveLength(3);
  });

  test.each([true, false])(
    'closed with 1000 is the end of the stream, with reason 960 (reconnect %s)',
    (reconnect) => {
      const { clock, notified, urls, socket } = joinedWith(1, reconnect);
      socket(0).end.close(1000);
      socket(1).end.close(1000);
      clock.advance(100_000);
      expect(notified).toEqual([['ended', 960]]);
      expect([urls.length, clock.pending]).toEqual([2, 0]);
    },
  );

  test('closed with 1000 after a reconnection, or in place of the answer to it, has reason 960 too', () => {
    const after = joined();
    after.socket(0).end.terminate();
    after.clock.advance(1000);
    after.socket(2).send(signalingAnswer);
    after.socket(2).end.close(1000);
    after.clock.advance(100_000);
    const inPlace = joined();
    inPlace.socket(0).end.terminate();
    inPlace.clock.advance(1000);
    inPlace.socket(2).end.close(1000);
    for (const { notified, clock } of [after, inPlace]) {
      expect(notified.filter((entry) => (entry as unknown[])[0] === 'ended')).toEqual([['ended', 960]]);
      expect(clock.pending).toBe(0);
    }
  });

  test.each([1001, 1006, 1011])('closed with %i is opened again', (code) => {
    const { clock, notified, socket } = joined();
    socket(0).end.close(code);
    clock.advance(1000);
    socket(2).send(signalingAnswer);
    socket(3).send(mediaAnswer);
    expect(notified.at(-1)).toEqual(['reconnected', 'signaling', 1000]);
  });

  test('keeps its window if the new socket is lost before media is open', () => {
    const { clock, notified, socket } = joined();
    socket(0).end.terminate();
    clock.advance(1000);
    socket(2).send(signalingAnswer);
    socket(2).end.terminate();
    expect(notified).toEqual([
      ['interrupted', 'signaling'],
      ['reconnecting', 'signaling', 1, 1000],
      ['reconnecting', 'signaling', 2, 2000],
    ]);
  });

  test('replaces a media socket that was reconnecting', () => {
    const { clock, notified, socket, urls } = joined();
    socket(1).end.terminate();
    socket(0).end.terminate();
    clock.advance(1000);
    expect(urls.slice(2)).toEqual(['ws://signaling']);
    socket(2).send(signalingAnswer);
    socket(3).send(mediaAnswer);
    expect(notified.filter((entry) => Array.isArray(entry) && entry[0] !== 'reconnecting')).toEqual([
      ['interrupted', 'media'],
      ['interrupted', 'signaling'],
      ['reconnected', 'signaling', 1000],
    ]);
    clock.advance(30_000);
    expect(urls).toHaveLength(4);
  });

  test('stays closed after leaving at any moment', async () => {
    const waiting = joined();
    waiting.socket(0).end.terminate();
    const connecting = joined();
    connecting.socket(0).end.terminate();
    connecting.clock.advance(1000);
    for (const { clock, urls, connection, notified } of [waiting, connecting]) {
      connection.leave();
      await Promise.resolve();
      expect(notified.at(-1)).toEqual(['ended', 0]);
      const before = urls.length;
      clock.advance(100_000);
      expect([urls.length, clock.pending]).toEqual([before, 0]);
    }
  });
});

describe('silence', () => {
  test('of 65 s on signaling: the client reconnects', () => {
    const { clock, notified, urls, socket } = joined();
    clock.advance(64_999);
    socket(0).send(keepAlive);
    clock.advance(64_999);
    expect(notified).toEqual([]);
    clock.advance(1);
    expect(notified[0]).toEqual(['interrupted', 'signaling']);
    expect(socket(0).end.closed?.code).toBe(1006);
    clock.advance(1000);
    expect(urls.slice(2)).toEqual(['ws://signaling']);
  });

  test('on a media socket counts only from its first keep-alive', () => {
    const { clock, notified, socket } = joined();
    const tick = (seconds: number): void => {
      for (let i = 0; i < seconds; i += 10) {
        clock.advance(10_000);
        socket(0).send(keepAlive);
      }
    };
    tick(100);
    expect(notified).toEqual([]);
    socket(1).send(keepAlive);
    tick(60);
    expect(notified).toEqual([]);
    tick(10);
    expect(notified[0]).toEqual(['interrupted', 'media']);
  });

  test('is ignored with reconnect off', () => {
    const { clock, notified } = joinedWith(1, false);
    clock.advance(100_000);
    expect([notified, clock.pending]).toEqual([[], 0]);
  });
});

describe('joining', () => {
  test('is retried within its time limit while the stream is connected elsewhere', () => {
    const { clock, notified, socket } = setUp({ reconnect: true });
    socket(0).send(duplicate);
    clock.advance(1500);
    socket(1).send(signalingAnswer);
    socket(2).send(mediaAnswer);
    expect(notified).toEqual([['confirmed', 0]]);
    const tooLong = setUp({ reconnect: true });
    tooLong.socket(0).send(duplicate);
    tooLong.clock.advance(1500);
    tooLong.socket(1).send(duplicate);
    tooLong.clock.advance(2500);
    expect(tooLong.notified).toEqual([['confirmed', 1]]);
    expect(tooLong.clock.pending).toBe(0);
  });

  test('fails at the first duplicate with reconnect off', () => {
    const { notified, socket } = setUp({ reconnect: false });
    socket(0).send(duplicate);
    expect(notified).toEqual([['confirmed', 8]]);
  });
});
